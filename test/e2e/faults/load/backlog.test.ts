import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Clock, type Options, startBridge, type TestBridge } from '../../../support/bridge.ts'
import { type MemoryGithub, openMemoryGithub } from '../../../support/memory-github.ts'
import { openTime, pass } from '../../../support/running.ts'
import { storeBacklog } from './store-backlog.ts'

const minute = 60_000
/** What GitHub takes in an hour by default. */
const perHour = 480
const usualPace = { GITHUB_WRITES_PER_MINUTE: '', GITHUB_WRITES_PER_HOUR: '' }
const byProject = 'routes: [{ to: { tracker: github, target: "{project}" } }]'

let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
beforeEach(() => {
  clock = openTime()
  github = openMemoryGithub(clock)
})
afterEach(() => bridge.stop())

it('a critical finding behind 5,000 lows is filed within a minute, and the lows go on using the limit', async () => {
  bridge = start()
  await storeBacklog(bridge.db, { count: 5_000, severity: 'low', now: clock.now })
  const since = clock.now
  const waits: number[] = []
  for (const at of [1, 20, 40, 58]) {
    await pass(bridge, clock, since + at * minute - clock.now)
    waits.push(await waitOfCritical('acme/shop'))
  }
  await pass(bridge, clock, since + 60 * minute - clock.now)

  const lows = github.titles().filter((title) => title.startsWith('low'))
  expect(Math.max(...waits)).toBeLessThanOrEqual(minute)
  expect(lows.length).toBeGreaterThanOrEqual(0.95 * perHour)
}, 120_000)

it('polls go on while a backlog of 10,000 findings is filed', async () => {
  bridge = start()
  await storeBacklog(bridge.db, { count: 10_000, severity: 'low', now: clock.now })
  await pass(bridge, clock, 5 * minute)

  const polls = github.calls.filter(({ path, method }) => method === 'GET' && /issues$/.test(path))
  expect(new Set(polls.map(({ at }) => at)).size).toBeGreaterThanOrEqual(4)
  expect(github.issues.length).toBeGreaterThan(200)
}, 120_000)

it('the oldest low finding is filed within a day, though high ones come faster than GitHub allows', async () => {
  // A sixtieth of what is usual: what matters is that more comes than goes.
  const pace = { ...usualPace, GITHUB_WRITES_PER_HOUR: '8', POLL_SECONDS: '3600' }
  bridge = start({ env: pace })
  const oldest = await storeBacklog(bridge.db, { count: 1, severity: 'low', now: clock.now })
  const isFiled = () => github.titles().includes(oldest)

  for (let hours = 0; hours < 24 && !isFiled(); hours += 1) {
    await storeBacklog(bridge.db, { count: 10, severity: 'high', now: clock.now })
    await pass(bridge, clock, 60 * minute, isFiled)
  }

  expect(isFiled()).toBe(true)
}, 120_000)

it('a repository with 1,500 critical findings ahead does not keep that of another waiting', async () => {
  bridge = start({ routes: byProject })
  const large = { severity: 'critical', target: 'acme/large' } as const
  await storeBacklog(bridge.db, { ...large, count: 1_500, now: clock.now })
  await pass(bridge, clock, 2 * minute)

  expect(await waitOfCritical('acme/small')).toBeLessThanOrEqual(minute)
})

/** How long a critical finding that comes in now waits until it is filed, in milliseconds; a minute and more if longer. */
async function waitOfCritical(target: string): Promise<number> {
  const since = clock.now
  const title = await storeBacklog(bridge.db, {
    count: 1,
    severity: 'critical',
    target,
    now: since,
  })
  const isFiled = () => github.titles(target).includes(title)
  await pass(bridge, clock, minute, isFiled)
  return isFiled() ? clock.now - since : Number.POSITIVE_INFINITY
}

function start({ env = usualPace, ...options }: Options = {}): TestBridge {
  const all = { ...github.env, ...env }
  return startBridge({ clock, live: false, env: all, fetch: github.fetch, ...options })
}
