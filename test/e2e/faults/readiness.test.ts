import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startAppscan } from '../../scanners/appscan.ts'
import { type Clock, type Options, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type MemoryGithub, openMemoryGithub, reply } from '../../support/memory-github.ts'
import { openJobs, openTime, pass, readiness, settle } from '../../support/running.ts'
import { inboxOf } from '../inbox/read.ts'

const minute = 60_000
const secret = 'acme/secret-merger-project'

let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
beforeEach(() => {
  clock = openTime()
  github = openMemoryGithub(clock)
  bridge = start()
})
afterEach(() => bridge.stop())

describe('readyz is not ready, and says why, how many wait and since when', () => {
  it('while a job has failed for good', async () => {
    github.meet(({ method }) => (method === 'POST' ? reply(422, { message: 'Bad title' }) : null))
    await create()
    await pass(bridge, clock, minute)

    expect(await readiness(bridge)).toMatchObject({ status: 503 })
    const { why } = await readiness(bridge)
    expect(why).toContain('Bad title')
    expect(why).toMatch(/\b1 job failed since 2026-01-01T00:00/)
  })

  it('while jobs are overdue by ten minutes', async () => {
    await create()
    await create()
    clock.now += 11 * minute

    const { status, why } = await readiness(bridge)
    expect(status).toBe(503)
    expect(why).toMatch(/\b[2-4] jobs\b/)
    expect(why).toContain('2026-01-01T00:00')
  })

  it('while polls have failed for ten minutes', async () => {
    await create()
    await settle(bridge, clock)
    const before = await readiness(bridge)
    github.meet(({ method }) => (method === 'GET' ? reply(502, { message: 'Bad Gateway' }) : null))
    await pass(bridge, clock, 12 * minute)

    expect(before.status).toBe(200)
    expect((await readiness(bridge)).status).toBe(503)
    const { why } = await readiness(bridge)
    expect(why).toContain('github:acme/shop')
    expect(why).toMatch(/changes are not read since 2026-01-01T00:0.*Bad Gateway/)
  })

  it('while jobs wait for an account that the settings no longer name', async () => {
    await create()
    const { db } = bridge
    bridge = startBridge({ db, clock, live: false })
    await pass(bridge, clock, minute)

    const { status, why } = await readiness(bridge)
    expect(status).toBe(503)
    expect(why).toContain('github')
    expect(why).toMatch(/^.*github is no longer set up since 2026-01-01T00:00.+1 job waits/)
  })

  it('and is ready again once what failed is done', async () => {
    github.meet(({ method }) => (method === 'POST' ? reply(422, { message: 'Bad title' }) : null))
    await create()
    await pass(bridge, clock, minute)
    github.meet(() => null)

    await bridge.admin('/admin/jobs/redrive', { method: 'POST' })
    await pass(bridge, clock, minute)

    expect((await readiness(bridge)).status).toBe(200)
  })
})

it('what failed is no reason any more once an administrator has dismissed it', async () => {
  github.meet(({ method }) => (method === 'POST' ? reply(422, { message: 'Bad title' }) : null))
  await create()
  await pass(bridge, clock, minute)
  const [failed] = await openJobs(bridge)

  await bridge.admin(`/admin/jobs/dismiss?job=${failed?.id}`, { method: 'POST' })

  expect((await readiness(bridge)).status).toBe(200)
})

it('one scan that AppScan does not find is on record, and Lockstep stays ready', async () => {
  await bridge.stop()
  const appscan = await startAppscan([])
  const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: appscan.url }
  const gone: typeof fetch = async (input, init) =>
    /ScanExecution/.test(String(input))
      ? Response.json({ Message: 'no such scan' }, { status: 404 })
      : fetch(input, init)
  bridge = startBridge({
    clock,
    live: false,
    env: { APPSCAN_TOKEN: 'appscan-token', ...key },
    fetch: gone,
  })
  const scan = 'b9513af1-7fc1-f011-8194-002248e524dc'
  await bridge.fetch(
    new Request(`http://bridge/hooks/appscan/appscan-token/scan-execution/${scan}`),
  )
  await pass(bridge, clock, 5 * minute)

  const { status } = await readiness(bridge)
  const [record] = await inboxOf(bridge)
  await appscan.stop()
  expect(status).toBe(200)
  expect(record?.reason).toContain(`${scan}: AppScan knows no such scan`)
  expect(await openJobs(bridge)).toEqual([])
})

it('strangers learn whether it is ready, and no name, no cause and no number', async () => {
  github.meet(({ method, path }) =>
    method === 'POST' || path === `/repos/${secret}` ? reply(403, { message: secret }) : null,
  )
  await create({ project_name: secret })
  await pass(bridge, clock, minute)

  const answer = await bridge.fetch(new Request('http://bridge/readyz'))
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ ready: false })
})

function start(options: Options = {}): TestBridge {
  const routes =
    'routes: [{ when: { project: "*/*" }, to: { tracker: github, target: "{project}" } }, { to: { tracker: github } }]'
  return startBridge({
    clock,
    live: false,
    env: github.env,
    fetch: github.fetch,
    routes,
    ...options,
  })
}

async function create(finding: Record<string, unknown> = {}): Promise<void> {
  await bridge.kondukto('POST', '/api/v1/issues', makeFinding(finding))
}
