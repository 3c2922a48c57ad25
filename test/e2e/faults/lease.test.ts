import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseConfig } from '../../../src/config/config.ts'
import type { ConfigError } from '../../../src/config/config-error.ts'
import { type AppscanIssue, startAppscan } from '../../scanners/appscan.ts'
import { type Clock, type Options, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type MemoryGithub, openMemoryGithub } from '../../support/memory-github.ts'
import { begin, openJobs, openTime, pass } from '../../support/running.ts'

const second = 1000
const minute = 60 * second
const application = '0f0e0d0c-0000-4000-8000-000000000001'

let clock: Clock
let github: MemoryGithub
let appscan: Awaited<ReturnType<typeof startAppscan>>
let bridge: TestBridge
beforeEach(async () => {
  clock = openTime()
  github = openMemoryGithub(clock)
  const issue: AppscanIssue = {
    ...{ IssueType: 'Injection', Severity: 'High', ApplicationId: application, Status: 'Open' },
    ...{ Id: application, LastUpdated: '2026-01-01T00:00:00.000Z' },
  } as AppscanIssue
  appscan = await startAppscan([issue])
  bridge = open()
})
afterEach(async () => {
  await bridge.stop()
  await appscan.stop()
})

it('a process that slept while another did its job records nothing: AppScan learns once where the issue is', async () => {
  const over = Promise.withResolvers<void>()
  let isFirst = true
  github.meet(({ method, act }) => {
    if (method !== 'POST' || !isFirst) return null
    isFirst = false
    const answer = act()
    return over.promise.then(() => answer)
  })
  await bridge.fetch(
    new Request(`http://bridge/hooks/appscan/appscan-token/application/${application}`),
  )
  const asleep = await begin(bridge, () => github.calls.some(({ method }) => method === 'POST'))
  clock.now += 30 * second
  const other = open({ db: bridge.db })
  await pass(other, clock, minute, () => puts() > 0)
  over.resolve()
  await asleep.end

  await pass(bridge, clock, 5 * minute)

  expect(github.issues).toHaveLength(1)
  expect(puts()).toBe(1)
})

it('a job in whose middle the process dies three times has failed, and the others are done', async () => {
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding({ title: 'Deadly' }))
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding({ title: 'Harmless' }))
  const { db } = bridge
  let deaths = 0
  github.meet(({ body }) => {
    if (body.title !== 'Deadly') return null
    deaths += 1
    return new Promise(() => {})
  })
  for (let starts = 0; starts < 6; starts += 1) {
    const dying = open({ db })
    const before = deaths
    for (let steps = 0; steps < 50 && deaths === before; steps += 1) {
      // A process that is killed never comes back from this.
      await Promise.race([dying.tick(), new Promise((resolve) => setTimeout(resolve, 20))])
      clock.now += 10 * second
    }
  }
  github.meet(() => null)
  bridge = open({ db })
  await pass(bridge, clock, 5 * minute)

  expect(deaths).toBe(3)
  expect(github.titles()).toEqual(['Harmless'])
  expect(await openJobs(bridge)).toMatchObject([{ kind: 'create', state: 'failed' }])
}, 60_000)

it.each(['0', '1'])(
  'with RETENTION_DAYS=%s no more is written in an hour than the pace allows, or it is refused',
  async (days) => {
    const pace = { GITHUB_WRITES_PER_MINUTE: '10', GITHUB_WRITES_PER_HOUR: '120' }
    const env = { ...github.env, ...pace, RETENTION_DAYS: days }
    const { problems } = problemsWith(env)
    if (problems.length > 0) return expect(problems.join()).toContain('RETENTION_DAYS')
    const own = open({ env })
    for (let n = 0; n < 400; n += 1) await own.kondukto('POST', '/api/v1/issues', makeFinding())

    await pass(own, clock, 55 * minute)
    await own.stop()

    expect(github.issues.length).toBeLessThanOrEqual(120)
  },
)

function problemsWith(env: Record<string, string>): { problems: readonly string[] } {
  try {
    parseConfig(env, null)
    return { problems: [] }
  } catch (error) {
    return error as ConfigError
  }
}

function open(options: Options = {}): TestBridge {
  const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: appscan.url }
  const env = { ...github.env, APPSCAN_TOKEN: 'appscan-token', ...key }
  return startBridge({ clock, live: false, env, fetch: github.fetch, ...options })
}

function puts(): number {
  return appscan.log.filter((line) => line.startsWith('PUT')).length
}
