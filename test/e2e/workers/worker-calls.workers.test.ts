import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest'
import { openD1 } from '../../../db/d1.ts'
import { insertIssue } from '../../../db/tables/issues.ts'
import { destinationId, ensureDestination } from '../../../db/tables/queue/destinations.ts'
import { insertIssueJob } from '../../../db/tables/queue/issue-jobs.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { makeIssue, storeIssue } from '../../contract/db/rows.ts'
import { scan } from '../../scanners/appscan.ts'
import { type Watched, watchD1 } from '../../support/d1.ts'
import { makeFinding } from '../../support/finding.ts'
import { openWorker } from '../../support/worker.ts'
import { openPerson } from '../../trackers/github/person.ts'

const github = inject('github')
const busy = inject('busy')
const appscan = inject('appscan')
const settings = {
  ...{ GITHUB_URL: github.url, GITHUB_REPO: github.target, GITHUB_TOKEN: github.token },
  ...{ GITHUB_WRITES_PER_MINUTE: '0', GITHUB_WRITES_PER_HOUR: '480', CREATE_WAIT_MS: '0' },
}
const busyRepository = { GITHUB_URL: busy.url, GITHUB_REPO: busy.target, GITHUB_TOKEN: busy.token }
const realFetch = fetch

let d1: Watched
let asked: string[]
beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  d1 = watchD1(env.DB)
  asked = []
  vi.stubGlobal('fetch', (...call: Parameters<typeof fetch>) => {
    asked.push(call[0] instanceof Request ? call[0].url : String(call[0]))
    return realFetch(...call)
  })
})
afterEach(() => vi.unstubAllGlobals())

it('an idle minute costs 13 queries and no row written', async () => {
  const worker = openWorker({ ...settings, DB: d1.db })
  await fileOne(worker)
  await worker.cron()

  const minute = await costOf(() => worker.cron())

  expect(minute).toMatchObject({ fetches: 0, rowsWritten: 0 })
  expect(minute.calls).toBeLessThanOrEqual(13)
  expect(worker.rings).toEqual([])
})

it('each deployment is checked once, within the calls of an event, and the overview shows what is wrong', async () => {
  const logged = vi.spyOn(console, 'log')
  const routes = Array.from(
    { length: 4 },
    (_, n) => `{ to: { tracker: github, target: acme/none-${n} } }`,
  )
  const CONFIG = `routes: [${routes.join(', ')}]`
  const worker = (id: string) => openWorker({ ...settings, CONFIG, DB: d1.db, VERSION: { id } })
  const events: number[] = []
  const found = () => logged.mock.calls.filter(([line]) => `${line}`.includes('check found')).length
  const settle = async (id: string) => {
    const { cron, ring, rings } = worker(id)
    events.push((await costOf(cron)).calls)
    while (rings.splice(0).length > 0) events.push((await costOf(ring)).calls)
  }

  await settle('one')
  const first = found()
  await settle('one')
  const again = found()
  await env.DB.exec("delete from settings where key = 'last check'")
  await settle('two')

  const headers = { authorization: 'Bearer the-admin-token', accept: 'text/html' }
  const page = await (await worker('two').fetch('/admin', { headers })).text()
  expect([first, again, found()]).toEqual([first, first, 2 * first])
  expect(Math.max(...events)).toBeLessThanOrEqual(50)
  for (let n = 0; n < 4; n += 1) expect(page).toContain(`acme/none-${n}`)
})

it('an idle poll costs 4 rows written', async () => {
  const worker = openWorker({ ...settings, DB: d1.db })
  await fileOne(worker)
  // What is new on GitHub is listed again for a minute.
  const empty = () => Response.json([], { headers: { etag: '"nothing"' } })
  vi.stubGlobal('fetch', async (...[input]: Parameters<typeof fetch>) => {
    asked.push(input instanceof Request ? input.url : String(input))
    return empty()
  })
  const poll = async () => {
    await env.DB.exec("update jobs set due_at = 0 where kind = 'poll'")
    await worker.cron()
  }
  await poll()
  await poll()

  const cost = await costOf(poll)

  expect(cost.fetches).toBeGreaterThan(0)
  expect(cost.rowsWritten).toBeLessThanOrEqual(4)
})

it.each([
  ['2 queries', '3000'],
  ['3 queries', '0'],
])(
  'a create that is delivered at once costs %s and one request if its answer waits for %s ms',
  async (queries, CREATE_WAIT_MS) => {
    const worker = openWorker({ ...settings, CREATE_WAIT_MS, DB: d1.db })
    // Its isolate knows the repository then.
    await fileOne(worker)

    const create = await costOf(() => fileOne(worker))

    expect(create.fetches).toBe(1)
    expect(create.calls).toBeLessThanOrEqual(Number.parseInt(queries, 10))
    expect(create.rowsRead).toBeLessThanOrEqual(60)
    expect(create.rowsWritten).toBeLessThanOrEqual(14)
    expect(worker.rings).toEqual([])
  },
)

it('a finding that waits for its turn costs one doorbell more, and in all so many rows', async () => {
  const worker = openWorker({ ...settings, DB: d1.db, GITHUB_WRITES_PER_MINUTE: '60' })
  await fileOne(worker)
  await worker.cron()
  worker.rings.length = 0
  await env.DB.exec(`update accounts set next_write_at = ${Date.now() + 5000}`)

  const create = await costOf(() => fileOne(worker))
  await env.DB.exec('update accounts set next_write_at = 0')
  const turn = await costOf(() => worker.ring())

  expect([create.fetches, turn.fetches]).toEqual([0, 1])
  expect(create.calls).toBeLessThanOrEqual(3)
  expect(create.rowsRead + turn.rowsRead).toBeLessThanOrEqual(60)
  expect(create.rowsWritten + turn.rowsWritten).toBeLessThanOrEqual(15)
  expect(worker.rings).toHaveLength(1)
})

it('each delivered job costs 3 queries and one request more than a doorbell for nothing', async () => {
  const worker = openWorker({ ...settings, DB: d1.db })
  await fileOne(worker)
  await worker.cron()
  const nothing = await costOf(() => worker.ring())
  await enqueue(4)

  const four = await costOf(() => worker.ring())

  expect(nothing.calls).toBeLessThanOrEqual(10)
  expect(four.fetches).toBe(4)
  // One more claim finds nothing.
  expect(four.calls - nothing.calls).toBeLessThanOrEqual(4 * 3 + 1)
})

it('200 jobs that are due are done by doorbells, none of which makes more than 50 calls', async () => {
  const worker = openWorker({ ...settings, DB: d1.db, GITHUB_WRITES_PER_HOUR: '0' })
  const titles = await enqueue(200)

  const costs = await workOff(worker)

  const filed = await openPerson(github).list(`/repos/${github.target}/issues?state=all`)
  const ours = filed.map(({ title }) => title).filter((title) => titles.has(title))
  expect(ours.toSorted()).toEqual([...titles].toSorted())
  expect(most(costs)).toBeLessThanOrEqual(50)
}, 300_000)

it('300 issues that people closed and commented on are taken over by doorbells, likewise', async () => {
  const worker = openWorker({ ...settings, ...busyRepository, DB: d1.db })
  const { issues, cursor } = busy
  await storeAsOurs(issues)
  await env.DB.prepare('update destinations set cursor = ?').bind(cursor).run()

  const costs = await workOff(worker)

  const ids = new Set(issues.map(({ id }) => id))
  const closed =
    "select remote_id id from issues where status = 'closed' and reason = 'not_planned'"
  const commented =
    "select issues.remote_id id from issues join comments on issue_id = issues.id where comments.body = 'Seen'"
  expect(new Set(await idsOf(closed))).toEqual(ids)
  expect((await idsOf(commented)).toSorted()).toEqual([...ids].toSorted())
  expect(most(costs)).toBeLessThanOrEqual(50)
}, 300_000)

it('1,000 findings of a scan are fetched and taken in by doorbells, likewise', async () => {
  const key = { APPSCAN_TOKEN: 'appscan-token', APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret' }
  const none = { GITHUB_URL: undefined, GITHUB_REPO: undefined, GITHUB_TOKEN: undefined }
  const worker = openWorker({ ...settings, ...none, ...key, APPSCAN_URL: appscan.url, DB: d1.db })

  const told = await costOf(() =>
    worker.fetch(`/hooks/appscan/appscan-token/scan-execution/${scan}`),
  )
  const underWay = () => idsOf("select id from jobs where kind = 'fetch' and state <> 'done'")
  const costs = [told, ...(await workOff(worker, async () => (await underWay()).length === 0))]

  expect(await idsOf('select distinct source_key id from issues')).toHaveLength(appscan.issues)
  expect(await underWay()).toEqual([])
  expect(most(costs)).toBeLessThanOrEqual(50)
}, 300_000)

it('what GitHub could not deliver is asked for again, likewise', async () => {
  const worker = openWorker({ ...settings, GITHUB_WEBHOOK_SECRET: 'events-secret', DB: d1.db })
  await fileOne(worker)
  const poll = async () => {
    await env.DB.exec("update jobs set due_at = 0 where kind = 'poll'")
    return workOff(worker)
  }
  await poll()
  await env.DB.exec("update jobs set due_at = 0 where kind = 'redeliver'")

  const costs = await poll()

  const again = asked.filter((url) => /\/hooks\/1\/deliveries\/\d+\/attempts$/.test(url))
  expect(again).toHaveLength(github.missed)
  expect(most(costs)).toBeLessThanOrEqual(50)
})

it('30 issues are reconciled by requests that go on where the last one ended, likewise', async () => {
  const worker = openWorker({ ...settings, ...busyRepository, DB: d1.db })
  await storeAsOurs(busy.issues.slice(0, 30))
  const drift: { issue: string }[] = []
  const costs: Cost[] = []

  let next: string | undefined = ''
  while (next !== undefined) {
    const path: string = `/admin/reconcile?apply=true&after=${next}`
    const headers = { authorization: 'Bearer the-admin-token' }
    costs.push(
      await costOf(async () => {
        const answer = await (await worker.fetch(path, { method: 'POST', headers })).json()
        const found = answer as { drift: { issue: string }[]; next?: string }
        drift.push(...found.drift)
        next = found.next
      }),
    )
  }

  const closed = () => idsOf("select id from issues where status = 'closed'")
  costs.push(...(await workOff(worker, async () => (await closed()).length === 30)))

  expect(new Set(drift.map(({ issue }) => issue)).size).toBe(30)
  expect(most(costs)).toBeLessThanOrEqual(50)
})

/**
 * Rings until no doorbell is rung any more; answers what each event cost. If something is waited for, the clock goes on where
 * the doorbells end: these come here before their time, when there is nothing to do yet.
 */
async function workOff(
  worker: ReturnType<typeof openWorker>,
  isDone?: () => Promise<boolean>,
): Promise<Cost[]> {
  const costs = [await costOf(() => worker.ring())]
  for (;;) {
    if (await isDone?.()) return costs
    if (worker.rings.shift() !== undefined) costs.push(await costOf(() => worker.ring()))
    else if (isDone) costs.push(await costOf(() => worker.cron()))
    else return costs
  }
}

function most(costs: readonly Cost[]): number {
  return Math.max(...costs.map((cost) => cost.fetches + cost.calls))
}

async function idsOf(query: string): Promise<string[]> {
  const { results } = await env.DB.prepare(query).all<{ id: string }>()
  return results.map(({ id }) => id)
}

/** Stores these as findings' issues that were filed. */
async function storeAsOurs(remote: readonly RemoteRef[]): Promise<void> {
  const db = openD1(env.DB, env.FILES)
  const filed = remote.map(({ target, id, key }) =>
    storeIssue(db, makeIssue({ target, remoteId: id, remoteKey: key, remoteStatus: 'open' })),
  )
  await db.atomic([...ensureDestination(db, 'github', busy.target, Date.now()), ...filed])
}

async function fileOne(worker: ReturnType<typeof openWorker>): Promise<void> {
  const { status } = await worker.kondukto('POST', '/issues', makeFinding())
  expect(status).toBe(201)
}

interface Cost {
  readonly fetches: number
  readonly calls: number
  readonly rowsRead: number
  readonly rowsWritten: number
}

/** What an event asks of trackers and of the store. */
async function costOf(event: () => Promise<unknown>): Promise<Cost> {
  const { calls, rowsRead, rowsWritten } = d1
  const before = asked.length
  await event()
  return {
    fetches: asked.length - before,
    calls: d1.calls - calls,
    rowsRead: d1.rowsRead - rowsRead,
    rowsWritten: d1.rowsWritten - rowsWritten,
  }
}

/** Findings that are stored and not filed; answers their titles. */
async function enqueue(count: number): Promise<Set<unknown>> {
  const db = openD1(env.DB, env.FILES)
  const { target } = github
  const destination = destinationId('github', target)
  const issues = Array.from({ length: count }, () => makeIssue({ target, title: uuidv7() }))
  const now = Date.now()
  const job = {
    ...{ account: 'github', destination, kind: 'create', payload: {}, reason: 'new', now },
    ...{ requestId: null, priority: 2, rank: now },
  }
  await db.atomic([
    ...ensureDestination(db, 'github', target, now),
    ...issues.flatMap((issue) => [
      insertIssue(db, issue),
      insertIssueJob({ ...job, id: uuidv7(), issueId: issue.id }),
    ]),
  ])
  return new Set(issues.map(({ title }) => title))
}
