import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hostileRequest } from '../support/attack/hostile-requests.ts'
import {
  hostileEnv as env,
  initOf,
  leakIn,
  oddPaths,
  routePaths,
  hostileRoutes as routes,
} from '../support/attack/hostile-target.ts'
import { startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'

/** Once a minute the row that counts refused messages is changed. */
const mostCounts = 1

let bridge: TestBridge
let paths: string[]
beforeAll(async () => {
  const offline = () => Promise.reject(new TypeError('fetch failed'))
  bridge = startBridge({ env, routes, fetch: offline, live: false })
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  const path = `/api/v1/issues/${body.id}`
  const attachments = [{ title: 'a.png', base64_content: 'aGk=' }]
  await bridge.kondukto('POST', `${path}/comments`, { comments: [{ body: 'a note' }] })
  await bridge.kondukto('POST', `${path}/attachments`, { attachments })
  await bridge.settle()
  // A page's texts are rendered once and kept.
  await bridge.admin('/admin/projects/shop/issues/1')
  const stored = [
    [/(?<=\/(issues|i|findings)\/):id/, await readOne('select id from issues')],
    [/(?<=\/inbox\/):id/, await readOne('select id from inbox')],
    [/(?<=\/jobs\/):id/, await readOne('select id from jobs')],
    [/(?<=\/comments\/):id/, await readOne('select id from local_comments')],
    [/(?<=\/attachments\/):id/, await readOne('select id from local_attachments')],
  ] as const
  // Creates are the door that is used most, and few hostile ones are taken.
  const creates = Array.from({ length: 8 }, () => '/api/v1/issues')
  paths = [...routePaths(bridge.db, stored), ...oddPaths, ...creates]
})
afterAll(() => bridge.stop())

it('2,000 hostile requests meet no 5xx but 503, no stack and no secret, and what is refused stores nothing but that it was', async () => {
  const statuses = new Set<number>()

  await fc.assert(
    fc.asyncProperty(hostileRequest(paths), async (request) => {
      const before = await changes()

      const url = new URL(request.path, 'http://127.0.0.1:8787')
      const response = await bridge.fetch(new Request(url, initOf(request)))

      const text = `${[...response.headers].join('\n')}\n${await response.text()}`
      statuses.add(response.status)
      expect(response.status < 500 || response.status === 503).toBe(true)
      expect(leakIn(text)).toBeNull()
      if (response.status >= 400) expect(await changes()).toBeLessThanOrEqual(before + mostCounts)
      await bridge.settle()
    }),
    { numRuns: 2000, seed: 20260822 },
  )

  // They got everywhere, and nothing of it was our own mistake.
  for (const status of [200, 201, 202, 303, 400, 403, 404, 413, 415, 422])
    expect(statuses).toContain(status)
  expect(bridge.logged.filter((line) => JSON.parse(line).level === 'error')).toEqual([])
}, 180_000)

/** How many rows were ever added, changed or taken away, besides those of refused messages. */
async function changes(): Promise<number> {
  const refused = "select count(*) from inbox where outcome = 'refused' and body is null"
  return Number(await readOne(`select total_changes() - (${refused})`))
}

async function readOne(query: string): Promise<unknown> {
  const [row] = await bridge.db.query.all<Record<string, unknown>>(sql.raw(query))
  return Object.values(row ?? {})[0]
}
