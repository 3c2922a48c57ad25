import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest'
import { ensureLane, laneId } from '../../db/accounts.ts'
import { openD1 } from '../../db/d1.ts'
import { insertIssue } from '../../db/issues.ts'
import { insertJob } from '../../db/jobs.ts'
import { makeIssue } from '../contract/rows.ts'
import { openPerson } from '../github/person.ts'
import { type Watched, watchD1 } from '../support/d1.ts'
import { makeFinding } from '../support/finding.ts'
import { openWorker } from '../support/worker.ts'

const github = inject('github')
const settings = {
  ...{ GITHUB_URL: github.url, GITHUB_REPO: github.target, GITHUB_TOKEN: github.token },
  ...{ GITHUB_WRITES_PER_MINUTE: '0', GITHUB_WRITES_PER_HOUR: '480', CREATE_WAIT_MS: '0' },
}
const realFetch = fetch

let d1: Watched
let fetches: number
beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  d1 = watchD1(env.DB)
  fetches = 0
  vi.stubGlobal('fetch', (...call: Parameters<typeof fetch>) => {
    fetches += 1
    return realFetch(...call)
  })
})
afterEach(() => vi.unstubAllGlobals())

it('an idle minute costs 13 queries and no row written', async () => {
  const worker = openWorker({ ...settings, DB: d1.db })
  await fileOne(worker)

  const minute = await costOf(() => worker.cron())

  expect(minute).toMatchObject({ fetches: 0, rowsWritten: 0 })
  expect(minute.calls).toBeLessThanOrEqual(13)
  expect(worker.rings).toEqual([])
})

it('a create that is delivered at once costs 18 queries and one request, in one event', async () => {
  const worker = openWorker({ ...settings, DB: d1.db })
  await fileOne(worker)

  const create = await costOf(() => fileOne(worker))

  expect(create.fetches).toBe(1)
  expect(create.calls).toBeLessThanOrEqual(18)
  expect(create.rowsRead).toBeLessThanOrEqual(45)
  expect(create.rowsWritten).toBeLessThanOrEqual(31)
  expect(worker.rings).toEqual([])
})

it('a finding that waits for its turn costs one doorbell more, and in all so many rows', async () => {
  const worker = openWorker({ ...settings, DB: d1.db, GITHUB_WRITES_PER_MINUTE: '60' })
  await fileOne(worker)

  const create = await costOf(() => fileOne(worker))
  await env.DB.exec('update accounts set next_write_at = 0')
  const turn = await costOf(() => worker.ring())

  expect([create.fetches, turn.fetches]).toEqual([0, 1])
  expect(create.rowsRead + turn.rowsRead).toBeLessThanOrEqual(60)
  expect(create.rowsWritten + turn.rowsWritten).toBeLessThanOrEqual(31)
  expect(worker.rings).toEqual([1])
})

it('each delivered job costs 4 queries and one request more than a doorbell for nothing', async () => {
  const worker = openWorker({ ...settings, DB: d1.db })
  await fileOne(worker)
  const nothing = await costOf(() => worker.ring())
  await owe(4)

  const four = await costOf(() => worker.ring())

  expect(nothing.calls).toBeLessThanOrEqual(10)
  expect(four.fetches).toBe(4)
  // One more claim finds nothing.
  expect(four.calls - nothing.calls).toBeLessThanOrEqual(4 * 4 + 1)
})

it('200 jobs that are due are done by doorbells, none of which makes more than 50 calls', async () => {
  const worker = openWorker({ ...settings, DB: d1.db, GITHUB_WRITES_PER_HOUR: '0' })
  const titles = await owe(200)

  const costs = [await costOf(() => worker.ring())]
  while (worker.rings.shift() !== undefined) costs.push(await costOf(() => worker.ring()))

  const filed = await openPerson(github).list(`/repos/${github.target}/issues?state=all`)
  const ours = filed.map(({ title }) => title).filter((title) => titles.has(title))
  expect(ours.toSorted()).toEqual([...titles].toSorted())
  expect(Math.max(...costs.map((cost) => cost.fetches + cost.calls))).toBeLessThanOrEqual(50)
}, 120_000)

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
  const before = fetches
  await event()
  return {
    fetches: fetches - before,
    calls: d1.calls - calls,
    rowsRead: d1.rowsRead - rowsRead,
    rowsWritten: d1.rowsWritten - rowsWritten,
  }
}

/** Findings that are stored and not filed; answers their titles. */
async function owe(count: number): Promise<Set<unknown>> {
  const db = openD1(env.DB, env.FILES)
  const { target } = github
  const lane = laneId('github', target)
  const issues = Array.from({ length: count }, () => makeIssue({ target, title: uuidv7() }))
  const now = Date.now()
  const job = { account: 'github', lane, kind: 'create' as const, payload: {}, reason: 'new', now }
  await db.atomic([
    ...ensureLane(db, 'github', target),
    ...issues.flatMap((issue) => [
      insertIssue(db, issue),
      insertJob({ ...job, id: uuidv7(), issueId: issue.id }),
    ]),
  ])
  return new Set(issues.map(({ title }) => title))
}
