import { openD1 } from '../../../db/d1.ts'
import { type Bridge, createBridge } from '../../../src/bridge.ts'
import { type Log, lineOf, secretsIn } from '../../../src/platform/log.ts'
import { runAs } from '../world/context.ts'
import { bindBucket } from './bindings.ts'
import { type Connections, openConnections } from './clients.ts'
import {
  type Deployment,
  type Ground,
  lookCounter,
  requestOf,
  type Settings,
} from './deployment.ts'
import { type Life, openLife } from './life.ts'

interface Running {
  readonly life: Life
  readonly connections: Connections
  bridge: Bridge | null
}

/** The one process that owns its store, as `npm start` runs it, under a supervisor that starts it again. */
export function deployServer(ground: Ground, first: Settings): Deployment {
  const { world, network, database, files, counts } = ground
  let settings = first
  const onLook = lookCounter(ground)
  let running = start()
  return {
    send: ({ ...sent }) => {
      const { bridge, connections } = running
      if (!bridge) return Promise.reject(new Error('ECONNREFUSED'))
      return connections.carry(() => bridge.fetch(requestOf(sent), '192.0.2.1'))
    },
    kill() {
      running.life.kill()
      again()
    },
    freeze: (ms) => running.life.freeze(ms),
    redeploy(next) {
      settings = next
      running.life.kill()
      again()
    },
    end: () => running.life.kill(),
  }

  function again(): void {
    const dead = running
    counts.deaths += 1
    dead.bridge = null
    dead.connections.breakAll()
    world.trace.note(`${world.now()} death`)
    world.after(world.chance.whole(100, 5000), () => {
      if (running === dead) running = start()
    })
  }

  function start(): Running {
    const life = openLife(world, {
      name: `server-${counts.deaths}`,
      unsteady: ground.unsteady,
      print: (line) => void ground.logged.push(line),
      fetch: (own) => network.fetchFor(own),
      onDeath: again,
      onLook,
    })
    const begun: Running = { life, connections: openConnections(world, life), bridge: null }
    runAs(life, () => boot(begun)).catch((error) => {
      ground.logged.push(`start failed: ${error}`)
      if (running === begun && !life.isDead()) {
        life.kill()
        again()
      }
    })
    return begun
  }

  async function boot(begun: Running): Promise<void> {
    const { life } = begun
    const db = openD1(database.binding, bindBucket(files))
    const secrets = secretsIn(settings.env)
    const log: Log = (message, data = {}, level = 'info') =>
      life.print(lineOf({ at: world.now(), level, message, data }, secrets))
    const bridge = createBridge({ db, log, wake() {} }, settings.env, settings.routes)
    await bridge.start()
    begun.bridge = bridge
  }
}
