import { setTimeout as wait } from 'node:timers/promises'
import { attacks, type Victim } from '../../support/attack/attacks.ts'
import { adminToken, konduktoSecret } from '../../support/bridge.ts'
import { openWorkerd } from '../../support/hosts/workerd.ts'
import { startProcess } from '../../support/process.ts'
import { atMost, type Line, seen } from '../measure.ts'

const env = {
  KONDUKTO_SECRET: konduktoSecret,
  ADMIN_TOKEN: adminToken,
  CREATE_WAIT_MS: '0',
  LOG_LEVEL: 'error',
}
const mostMs = 100
const routes = 'routes: [{ to: { tracker: local, target: "{project}" } }]'

/** How long `/healthz` takes at most while Lockstep is attacked, as a process and in workerd, in milliseconds. */
export async function benchAttacks(): Promise<Line[]> {
  const node = await startProcess(env)
  const onNode = { fetch: (path: string, init?: RequestInit) => fetch(node.url + path, init) }
  const lines = await attacked('on Node', { ...onNode, tick: async () => wait(50) })
  await node.kill()
  const workerd = await openWorkerd()
  await workerd.start({ ...env, PUBLIC_URL: 'http://lockstep' }, routes)
  lines.push(...(await attacked('in workerd', workerd)))
  await workerd.stop()
  return lines
}

async function attacked(where: string, victim: Victim): Promise<Line[]> {
  const lines: Line[] = []
  for (const { name, run } of attacks) {
    const before = await slowestHealth(victim, wait(1000))
    const during = await slowestHealth(victim, run(victim))
    lines.push(
      seen(`the slowest healthz ${where}, before the attack`, before, ' ms'),
      atMost(`the same during ${name}`, during, mostMs, ' ms'),
    )
  }
  return lines
}

/** The longest that `/healthz` took until the end. */
async function slowestHealth({ fetch }: Victim, end: Promise<unknown>): Promise<number> {
  let ended = false
  end.finally(() => {
    ended = true
  })
  let slowest = 0
  while (!ended) {
    const start = performance.now()
    await (await fetch('/healthz')).text()
    slowest = Math.max(slowest, performance.now() - start)
    await wait(5)
  }
  return slowest
}
