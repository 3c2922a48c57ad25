import { setTimeout as wait } from 'node:timers/promises'
import { attacks, type Victim } from '../../support/attack/attacks.ts'
import { adminToken, konduktoSecret } from '../../support/bridge.ts'
import { startProcess } from '../../support/process.ts'
import { atMost, type Line, seen } from '../measure.ts'
import { type ProfiledWorker, withProfiler } from '../worker/profiler.ts'
import { openFarWorkerd } from './far-workerd.ts'
import { type Slowest, watchHealth } from './watch-health.ts'

const env = {
  KONDUKTO_SECRET: konduktoSecret,
  ADMIN_TOKEN: adminToken,
  CREATE_WAIT_MS: '0',
  LOG_LEVEL: 'error',
}
const mostMs = 100
/** What one turn may take, wherever it runs. */
const mostInATurn = 50
const routes = 'routes: [{ to: { tracker: local, target: "{project}" } }]'

const none: Slowest = { took: 0, waited: 0 }

/**
 * How long `/healthz` takes at most while Lockstep is attacked, as a process and in workerd, and how long the Worker's own code
 * runs on end meanwhile.
 */
export async function benchAttacks(): Promise<Line[]> {
  const onNode = await attackedOnNode()
  const vars = { ...env, PUBLIC_URL: 'http://lockstep', CONFIG: routes }
  const inWorkerd = await attackedInWorkerd(vars)
  const turns = await withProfiler(vars, turnsUnderAttack)
  return attacks.flatMap(({ name }) => [
    ...linesOf(`the slowest healthz on Node during ${name}`, onNode.get(name)),
    ...linesOf('the slowest healthz in workerd', inWorkerd.get(name)),
    atMost('the longest turn of the Worker meanwhile', turns.get(name) ?? 0, mostInATurn, ' ms'),
  ])
}

function linesOf(what: string, { took, waited }: Slowest = none): Line[] {
  return [
    atMost(what, took, mostMs, ' ms'),
    seen('for which it and who asked waited for a processor', waited, ' ms'),
  ]
}

async function turnsUnderAttack({
  fetch,
  longestTurnOf,
}: ProfiledWorker): Promise<Map<string, number>> {
  // The handler of wrangler's own for what cron does.
  const tick = () => fetch('/cdn-cgi/handler/scheduled').then((answer) => answer.text())
  await tick()
  const all = new Map<string, number>()
  for (const { name, run } of attacks)
    all.set(name, await longestTurnOf(() => run({ fetch, tick })))
  return all
}

async function attackedOnNode(): Promise<Map<string, Slowest>> {
  const node = await startProcess(env)
  const fetchNode = (path: string, init?: RequestInit) => fetch(node.url + path, init)
  const slowest = await attacked(node, { fetch: fetchNode, tick: () => wait(50) })
  await node.kill()
  return slowest
}

async function attackedInWorkerd(vars: Record<string, string>): Promise<Map<string, Slowest>> {
  const host = await openFarWorkerd(vars)
  const slowest = await attacked(host, host)
  await host.stop()
  return slowest
}

async function attacked(
  { url, pid }: { readonly url: string; readonly pid: number },
  victim: Victim,
): Promise<Map<string, Slowest>> {
  const watch = watchHealth(url, pid)
  const all = new Map<string, Slowest>()
  for (const { name, run } of attacks) {
    await wait(1000)
    await watch.slowest()
    await run(victim)
    all.set(name, await watch.slowest())
  }
  watch.stop()
  return all
}
