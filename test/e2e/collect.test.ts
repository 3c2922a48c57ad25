import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { eq, sql } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { issues, jobs } from '../../db/schema/index.ts'
import completed from '../../src/sources/corgea/samples/scan-completed.json' with { type: 'json' }
import { type AppscanIssue, makeAppscanIssues, scan, startAppscan } from '../scanners/appscan.ts'
import { startCorgea } from '../scanners/corgea.ts'
import { serveScanner } from '../scanners/serve.ts'
import { startBridge, type TestBridge } from '../support/bridge.ts'
import { startProcess } from '../support/process.ts'

const minute = 60_000
const hook = `/hooks/appscan/appscan-token/scan-execution/${scan}`

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

describe('AppScan says that a scan is complete', () => {
  it('and each issue becomes a finding once, though the token ends, it is busy, and it fails on a page', async () => {
    const { appscan, bridge, clock } = await start(makeAppscanIssues(2000))

    for (let times = 0; times < 10; times += 1) expect(await call(bridge, hook)).toBe(202)
    await bridge.tick()
    appscan.expire()
    appscan.trouble.push({ status: 500 }, { status: 429, headers: { 'retry-after': '30' } })
    await call(bridge, hook)
    await fetched(bridge, clock)

    expect(await findings(bridge)).toEqual([2000, 2000])
    expect(appscan.log.filter((line) => line.endsWith(' 500'))).toHaveLength(1)
    expect(appscan.log.filter((line) => line.includes('ApiKeyLogin')).length).toBeGreaterThan(1)
  }, 60_000)

  it('and each issue is filed or closed as its status says', async () => {
    const [one, two, three] = makeAppscanIssues(3) as [AppscanIssue, AppscanIssue, AppscanIssue]
    const { bridge, clock } = await start([one, two, three])
    await call(bridge, hook)
    await quiet(bridge, clock)

    two.Status = 'Fixed'
    three.Status = 'Noise'
    await call(bridge, hook)
    await quiet(bridge, clock)

    const rows = await bridge.db.query.select().from(issues).orderBy(issues.sourceKey)
    expect(rows.map(({ status, reason }) => [status, reason])).toEqual([
      ['open', null],
      ['closed', 'completed'],
      ['closed', 'not_planned'],
    ])
  })

  it('and 2,000 issues are 2,000 findings, each once, though it says so ten times and the process is killed half way, twice', async () => {
    const appscan = await startAppscan(makeAppscanIssues(2000))
    const folder = await mkdtemp(join(tmpdir(), 'lockstep-'))
    stops.push(appscan.stop, () => rm(folder, { recursive: true }))
    const store = join(folder, 'lockstep.db')
    // A tracker that is down: filing 2,000 issues is not what is tested here.
    const down = { GITHUB_URL: 'http://127.0.0.1:9', GITHUB_REPO: 'acme/shop', GITHUB_TOKEN: 't' }
    const env = { ...settingsFor(appscan.url), ...down, DATABASE_PATH: store }
    const between: number[] = []

    for (const pages of [3, 7]) {
      const running = await startProcess(env)
      for (let times = 0; times < 5; times += 1) await fetch(`${running.url}${hook}`)
      await until(() => fetches(appscan.log).length >= pages)
      await running.kill()
      between.push(countIn(store).rows)
    }
    const running = await startProcess(env)
    await until(() => countIn(store).rows === 2000 && countIn(store).fetching === 0)
    await running.kill()

    expect(between[0]).toBeGreaterThan(0)
    expect(between[1]).toBeGreaterThan(between[0] ?? 0)
    expect(between[1]).toBeLessThan(2000)
    expect(countIn(store)).toEqual({ rows: 2000, keys: 2000, fetching: 0 })
  }, 120_000)

  it('and refuses the key: readyz says so, and it goes on by itself with a good one', async () => {
    const { appscan, bridge, clock } = await start(makeAppscanIssues(3))
    appscan.refuse(true)
    await call(bridge, hook)
    await bridge.tick()
    const during = await ready(bridge)
    appscan.refuse(false)
    clock.now += minute
    await quiet(bridge, clock)

    expect(during.status).toBe(503)
    expect(await during.text()).toContain('AppScan refuses the log-in')
    expect((await ready(bridge)).status).toBe(200)
    expect(await findings(bridge)).toEqual([3, 3])
  })
})

it('AppScan says that an application has changed: only what changed since is fetched again, and it is never asked too fast', async () => {
  const all = makeAppscanIssues(600)
  const asked: number[] = []
  const counting: typeof fetch = (...call) => {
    asked.push(clock.now)
    return fetch(...call)
  }
  const { appscan, bridge, clock } = await start(all, counting)
  const application = `/hooks/appscan/appscan-token/application/${scan}`
  await call(bridge, application)
  await quiet(bridge, clock)
  const before = fetches(appscan.log).length
  all.push({
    ...(makeAppscanIssues(601)[600] as AppscanIssue),
    LastUpdated: '2026-02-01T00:00:00.000Z',
  })

  await call(bridge, application)
  await quiet(bridge, clock)

  expect(fetches(appscan.log).length - before).toBe(1)
  expect(await findings(bridge)).toEqual([601, 601])
  // AppScan takes 500 requests a minute; it was told as well where each of the 600 was filed.
  const inMinuteOf = (time: number) =>
    asked.filter((other) => other > time - minute && other <= time).length
  expect(asked.length).toBeGreaterThan(600)
  expect(Math.max(...asked.map(inMinuteOf))).toBeLessThan(500)
}, 60_000)

describe('Corgea says that a scan is complete', () => {
  it('and its issues and vulnerable dependencies are fetched, over all pages', async () => {
    const [first, ...others] = corgeaIssues(120)
    const { corgea, bridge, clock } = await scanned([
      { ...first, status: 'false_positive' },
      ...others,
    ])

    const status = await complete(bridge)
    await quiet(bridge, clock)

    expect(status).toBe(202)
    expect(await findings(bridge)).toEqual([120, 120])
    expect(statuses(corgea.log)).toEqual([200, 200, 200, 200])
    const rows = await bridge.db.query.select().from(issues)
    const part = rows.find(({ sourceKey }) => sourceKey === 'sca-1')
    expect(part?.project).toBe(completed.data.project.name)
    for (const { body, sourceKey } of rows.filter((row) => row !== part))
      expect(body).toContain(`${corgea.url}/issue/${sourceKey}/`)
  })

  it.each([100, 120])(
    'and does not say how many pages it has for %i issues: it is asked until a page is not full',
    async (count) => {
      const { corgea, bridge, clock } = await scanned(corgeaIssues(count))
      corgea.hideTotal()

      await complete(bridge)
      await quiet(bridge, clock)

      expect(await findings(bridge)).toEqual([count + 1, count + 1])
      expect(statuses(corgea.log)).toEqual([200, 200, 200, 200])
    },
  )

  it('and 2,000 issues are 2,000 findings, each once, though it says so ten times, and is busy and fails on page 3', async () => {
    // A tracker that refuses the log-in: filing 2,000 issues is not what is tested here.
    const tracker = await serveScanner(() => ({ status: 401 }))
    stops.push(tracker.stop)
    const github = { GITHUB_URL: tracker.url, GITHUB_REPO: 'acme/shop', GITHUB_TOKEN: 't' }
    const { corgea, bridge, clock } = await scanned(corgeaIssues(2000), github)
    corgea.fail(3, { status: 429, headers: { 'retry-after': '30' } }, { status: 500 })

    for (let times = 0; times < 10; times += 1) {
      expect(await complete(bridge)).toBe(202)
      clock.now = Math.max(await bridge.tick(), clock.now + 1)
    }
    await fetched(bridge, clock)

    expect(await findings(bridge)).toEqual([2001, 2001])
    expect(statuses(corgea.log)).toEqual([200, 200, 429, 500, ...Array(39).fill(200)])
  }, 60_000)
})

/** A bridge before Corgea with a scan that found these issues, and one vulnerable dependency. */
async function scanned(found: readonly unknown[], more: Record<string, string> = {}) {
  const parts = [
    { id: 'sca-1', severity: 'HIGH', cve: 'CVE-2024-1', package: { name: 'left-pad' } },
  ]
  const corgea = await startCorgea(completed.data.scan_id, found, parts)
  stops.push(corgea.stop)
  const clock = { now: Date.UTC(2026, 0, 1) }
  const env = { CORGEA_SECRET: 'corgea-secret', CORGEA_TOKEN: 'token', CORGEA_URL: corgea.url }
  const bridge = startBridge({ env: { ...env, ...more }, clock, live: false })
  stops.push(bridge.stop)
  return { corgea, bridge, clock }
}

/** Corgea's message, always the same. */
async function complete(bridge: TestBridge): Promise<number> {
  const body = JSON.stringify(completed)
  const signature = createHmac('sha256', 'corgea-secret').update(body).digest('hex')
  const sent = { method: 'POST', body, headers: { 'x-corgea-signature': signature } }
  return (await bridge.fetch(new Request('http://bridge/hooks/corgea', sent))).status
}

function corgeaIssues(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `issue-${n}`,
    status: 'open',
    urgency: n % 2 ? 'HI' : 'high',
    classification: { id: 'CWE-89', name: 'SQL Injection', description: 'what it is' },
    location: { file: { path: 'src/a.py' }, project: { name: 'shop' }, line_number: n },
    details: null,
  }))
}

/** How the requests were answered, in their order. */
function statuses(log: readonly string[]): number[] {
  return log.map((line) => Number(line.split(' ').at(-1)))
}

async function start(all: AppscanIssue[], send = fetch) {
  const appscan = await startAppscan(all)
  stops.push(appscan.stop)
  const clock = { now: Date.UTC(2026, 0, 1) }
  const bridge = startBridge({
    clock,
    live: false,
    fetch: send,
    env: settingsFor(appscan.url),
  })
  stops.push(bridge.stop)
  return { appscan, bridge, clock }
}

function settingsFor(url: string): Record<string, string> {
  const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: url }
  const secrets = { KONDUKTO_SECRET: 'kondukto-secret', ADMIN_TOKEN: 'the-admin-token' }
  return { APPSCAN_TOKEN: 'appscan-token', ...secrets, ...key }
}

/** What a store holds that a process may have open. */
function countIn(path: string): { rows: number; keys: number; fetching: number } {
  const db = new Database(path, { readonly: true })
  const count = (query: string) => db.prepare(query).pluck().get() as number
  const counts = {
    rows: count('select count(*) from issues'),
    keys: count('select count(distinct source_key) from issues'),
    fetching: count("select count(*) from jobs where kind = 'fetch' and state <> 'done'"),
  }
  db.close()
  return counts
}

/** Looks again and again until it is so: another process does the work. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}

async function call(bridge: TestBridge, path: string): Promise<number> {
  return (await bridge.fetch(new Request(`http://bridge${path}`))).status
}

/** Lets time pass until nothing is due within ten minutes. */
async function quiet(bridge: TestBridge, clock: { now: number }): Promise<void> {
  const until = clock.now + 10 * minute
  while (clock.now < until) clock.now = Math.max(await bridge.tick(), clock.now + 1)
}

/** Lets time pass until everything is fetched; AppScan is still being told of it. */
async function fetched(bridge: TestBridge, clock: { now: number }): Promise<void> {
  const isDone = async () => {
    const rows = await bridge.db.query
      .select({ state: jobs.state })
      .from(jobs)
      .where(eq(jobs.kind, 'fetch'))
    return rows.every(({ state }) => state === 'done')
  }
  while (!(await isDone())) clock.now = Math.max(await bridge.tick(), clock.now + 1)
}

/** The requests for issues. */
function fetches(log: readonly string[]): string[] {
  return log.filter((line) => line.startsWith('GET'))
}

/** How many issues are mapped, and how many findings they stand for. */
async function findings(bridge: TestBridge): Promise<unknown[]> {
  const [row] = await bridge.db.query
    .select({
      rows: sql<number>`count(*)`,
      keys: sql<number>`count(distinct ${issues.sourceKey})`,
    })
    .from(issues)
  return [row?.rows, row?.keys]
}

function ready(bridge: TestBridge): Promise<Response> {
  return bridge.admin('/readyz')
}
