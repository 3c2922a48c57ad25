import type { ExecutionContext, Queue } from '@cloudflare/workers-types'
import { type Owner, runAs } from '../world/context.ts'
import { bindBucket } from './bindings.ts'
import { type Connections, openConnections } from './clients.ts'
import {
  type Deployment,
  type Ground,
  lookCounter,
  requestOf,
  type Settings,
} from './deployment.ts'
import { openDoorbell } from './doorbell.ts'
import type { Worker } from './fresh-worker.ts'
import { type Life, openLife } from './life.ts'

type Bindings = Parameters<Worker['fetch']>[1]

interface Isolate {
  readonly life: Life
  readonly connections: Connections
  readonly bindings: Bindings
}

/** Cloudflare's free plan. */
const mostCalls = 50
const clockMs = 60_000

/** Isolates on one store, called by requests, by a clock and by the doorbell's messages. */
export function deployIsolates(ground: Ground, first: Settings, count: number): Deployment {
  const { world, worker, network, database, files, counts } = ground
  const { chance } = world
  let settings = first
  const onLook = lookCounter(ground)
  let isOver = false
  const ring = openDoorbell(world, (bodies) => {
    if (isOver) return
    const batch = { messages: bodies.map((body) => ({ body })) }
    call((isolate) => worker.queue(batch, isolate.bindings, contextOf(isolate)))
  })
  const isolates: Isolate[] = []
  for (let at = 0; at < count; at += 1) isolates.push(create(at))
  strike()
  return {
    async send(sent) {
      const isolate = chance.pick(isolates)
      const { connections, bindings } = isolate
      return connections.carry(() => worker.fetch(requestOf(sent), bindings, contextOf(isolate)))
    },
    kill: () => replace(chance.whole(0, count - 1)),
    freeze: (ms) => chance.pick(isolates).life.freeze(ms),
    redeploy(next) {
      settings = next
      for (let at = 0; at < count; at += 1) replace(at)
    },
    end() {
      isOver = true
      for (const { life } of isolates) life.kill()
    },
  }

  function create(at: number): Isolate {
    const life = openLife(world, {
      name: `isolate-${at}-${counts.deaths}`,
      unsteady: ground.unsteady,
      print: (line) => void ground.logged.push(line),
      fetch: (own) => network.fetchFor(own),
      onDeath: () => replace(at),
      onLook,
    })
    const doorbell = {
      send: (body: unknown, options?: { delaySeconds?: number }) =>
        life.call(() => ring(body, (options?.delaySeconds ?? 0) * 1000), 'ring'),
    }
    const bindings = {
      ...settings.env,
      ...(settings.routes && { CONFIG: settings.routes }),
      DB: database.binding,
      FILES: bindBucket(files),
      DOORBELL: doorbell as unknown as Queue,
    }
    return { life, bindings, connections: openConnections(world, life, () => eventOf(life)) }
  }

  function replace(at: number): void {
    const { life, connections } = isolates[at] as Isolate
    counts.deaths += 1
    life.kill()
    connections.breakAll()
    world.trace.note(`${world.now()} death of ${life.name}`)
    isolates[at] = create(at)
  }

  function strike(): void {
    world.after(clockMs, () => {
      if (isOver) return
      call((isolate) => worker.scheduled(null, isolate.bindings, contextOf(isolate)))
      strike()
    })
  }

  function call(handle: (isolate: Isolate) => Promise<void>): void {
    const isolate = chance.pick(isolates)
    const { life } = isolate
    counts.events += 1
    life.reach(() => {
      runAs(eventOf(life), () => handle(isolate)).catch((error) =>
        ground.violations.push(`an event failed: ${error}`),
      )
    })
  }

  /** An event counts its own calls. */
  function eventOf(life: Life): Life {
    let calls = 0
    return Object.create(life, {
      calls: {
        get: () => calls,
        set(next: number) {
          calls = next
          if (calls === mostCalls + 1) ground.violations.push('an event made more than 50 calls')
        },
      },
    })
  }
}

function contextOf(_: { readonly life: Owner }): Pick<ExecutionContext, 'waitUntil'> {
  return { waitUntil: (work) => void work.catch(() => {}) }
}
