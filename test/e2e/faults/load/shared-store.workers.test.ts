import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest'
import { openD1 } from '../../../../db/d1.ts'
import { type Watched, watchD1 } from '../../../support/d1.ts'
import { makeFinding } from '../../../support/finding.ts'
import { openWorker } from '../../../support/worker.ts'
import { storeBacklog } from './store-backlog.ts'

const github = inject('github')
const settings = {
  ...{ GITHUB_URL: github.url, GITHUB_REPO: github.target, GITHUB_TOKEN: github.token },
  ...{ GITHUB_WRITES_PER_MINUTE: '0', GITHUB_WRITES_PER_HOUR: '0', CREATE_WAIT_MS: '0' },
}
const realFetch = fetch

let d1: Watched
beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.MIGRATIONS)
  d1 = watchD1(env.DB)
})
afterEach(() => vi.unstubAllGlobals())

it('two isolates on one D1 and one slow tracker: the one that waits is woken at most once a second', async () => {
  const one = openWorker(settings)
  const two = openWorker(settings)
  const asked = Promise.withResolvers<void>()
  const over = Promise.withResolvers<void>()
  vi.stubGlobal('fetch', async (...call: Parameters<typeof fetch>) => {
    if (call[1]?.method === 'POST') {
      asked.resolve()
      await over.promise
    }
    return realFetch(...call)
  })
  const slow = create(one)
  await asked.promise
  await create(two)

  for (let wakes = 0; wakes < 5; wakes += 1) await two.ring()

  expect(two.rings.length).toBeGreaterThan(0)
  expect(Math.min(...two.rings)).toBeGreaterThanOrEqual(1)
  over.resolve()
  await slow
})

it('5,000 findings that wait for a paused repository cost another repository nothing', async () => {
  const worker = openWorker({ ...settings, DB: d1.db })
  await create(worker)
  await create(worker)
  const before = await rowsReadBy(worker)
  const target = 'acme/refused'
  await storeBacklog(openD1(env.DB, env.FILES), {
    ...{ count: 5000, severity: 'critical', target, now: Date.now() },
  })
  await env.DB.exec(`update destinations set paused_at = 1 where target = '${target}'`)

  const after = await rowsReadBy(worker)

  // It looks at the paused destination, and at its first job; and once more, as that job is ready.
  expect(after - before).toBeLessThanOrEqual(40)
})

/** Rows that D1 reads while a finding is filed. */
async function rowsReadBy(worker: ReturnType<typeof openWorker>): Promise<number> {
  const before = d1.rowsRead
  await create(worker)
  return d1.rowsRead - before
}

async function create(worker: ReturnType<typeof openWorker>): Promise<void> {
  expect((await worker.kondukto('POST', '/issues', makeFinding())).status).toBe(201)
}
