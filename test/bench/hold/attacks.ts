import { setTimeout as wait } from 'node:timers/promises'
import { attacks, type Victim } from '../../support/attack/attacks.ts'
import { adminToken, konduktoSecret } from '../../support/bridge.ts'
import { openWorkerd } from '../../support/hosts/workerd.ts'
import { startProcess } from '../../support/process.ts'
import { atMost, type Line, seen } from '../measure.ts'
import { openBareWorkerd } from './bare-workerd.ts'
import { watchHealth } from './watch-health.ts'

const env = {
  KONDUKTO_SECRET: konduktoSecret,
  ADMIN_TOKEN: adminToken,
  CREATE_WAIT_MS: '0',
  LOG_LEVEL: 'error',
}
const mostMs = 100
const routes = 'routes: [{ to: { tracker: local, target: "{project}" } }]'

/** How long `/healthz` takes at most during each attack, in milliseconds. */
type Slowest = ReadonlyMap<string, number>

/**
 * How long `/healthz` takes at most while Lockstep is attacked: as a process, and in workerd above a Worker there that only
 * stores the same texts, as D1 and R2 run in its thread too.
 */
export async function benchAttacks(): Promise<Line[]> {
  const onNode = await attackedOnNode()
  const bare = await attackedIn(openBareWorkerd())
  const workerd = openWorkerd()
  const inWorkerd = await attackedIn(
    workerd.then(async (host) => {
      await host.start({ ...env, PUBLIC_URL: 'http://lockstep' }, routes)
      return host
    }),
  )
  return attacks.flatMap(({ name }) => [
    atMost(`the slowest healthz on Node during ${name}`, onNode.get(name) ?? 0, mostMs, ' ms'),
    seen('the same in workerd of a Worker that only stores the texts', bare.get(name) ?? 0, ' ms'),
    seen('the same in workerd', inWorkerd.get(name) ?? 0, ' ms'),
    atMost(
      'how much longer than the Worker that only stores them',
      (inWorkerd.get(name) ?? 0) - (bare.get(name) ?? 0),
      mostMs,
      ' ms',
    ),
  ])
}

async function attackedOnNode(): Promise<Slowest> {
  const node = await startProcess(env)
  const fetchNode = (path: string, init?: RequestInit) => fetch(node.url + path, init)
  const slowest = await attacked(node.url, { fetch: fetchNode, tick: () => wait(50) })
  await node.kill()
  return slowest
}

interface Workerd extends Victim {
  url(): string
  stop(): Promise<unknown>
}

async function attackedIn(opening: Promise<Workerd>): Promise<Slowest> {
  const host = await opening
  const slowest = await attacked(host.url(), host)
  await host.stop()
  return slowest
}

async function attacked(url: string, victim: Victim): Promise<Slowest> {
  const watch = watchHealth(url)
  const all = new Map<string, number>()
  for (const { name, run } of attacks) {
    await wait(1000)
    await watch.slowest()
    await run(victim)
    all.set(name, await watch.slowest())
  }
  await watch.stop()
  return all
}
