import { createHmac } from 'node:crypto'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { adminToken, konduktoSecret, startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'

let bridge: TestBridge
let id: string
beforeAll(async () => {
  bridge = startBridge({
    env: {
      MAX_BODY_BYTES: '100000',
      CORGEA_SECRET: 'corgea-secret',
      DATATHEOREM_TOKEN: 'theorem-token',
      HOLM_TOKEN: 'holm-token',
      APPSCAN_TOKEN: 'appscan-token',
    },
  })
  id = (await bridge.kondukto('POST', '/api/v1/issues', makeFinding())).body.id
})
afterAll(() => bridge.stop())

const paths = () => [
  '/api/v1/test',
  '/api/v1/issues',
  `/api/v1/issues/${id}`,
  `/api/v1/issues/${id}/comments`,
  `/api/v1/issues/${id}/attachments`,
  '/api/v1/issues/%00',
  '/hooks/corgea',
  '/hooks/datatheorem/theorem-token',
  '/hooks/holm/holm-token',
  '/hooks/holm/%E0%A4%A',
  '/hooks/appscan/appscan-token/scan-execution/b9513af1-7fc1-f011-8194-002248e524dc',
  "/hooks/appscan/appscan-token/application/' or 1 eq 1",
  '/trackers/local/events',
  '/trackers/github/events',
  `/admin/issues/${id}/link`,
  '/admin/reconcile?limit=x&after=%00',
  `/i/${id}/history`,
  '/admin/login',
  '/admin/projects',
  '/admin/projects/shop/issues/1',
  '/admin/projects/shop/issues/1/comments',
  '/admin/projects/shop/issues/1/close',
  '/admin/projects/%E0%A4%A/issues/1e9',
  '/admin/jobs',
  '/admin/jobs/redrive?job=x',
  `/i/${id}`,
  "/i/' or 1=1 --",
  '/healthz',
  '/readyz',
  '/../../etc/passwd',
]

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'open',
    'closed',
    'high',
    '__proto__',
    '\u0000',
    '<script>',
    "'; drop table issues; --",
    'aGk=',
  ),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
)
const field = fc.constantFrom(
  ...[
    'status',
    'title',
    'name',
    'fp',
    'labels',
    'assignee',
    'vulnerability',
    'template_md',
    'project_name',
  ],
  ...[
    'severity',
    'comments',
    'attachments',
    'body',
    'base64_content',
    'author',
    'detail',
    '__proto__',
    'constructor',
  ],
  ...['ticket', 'number', 'event', 'type', 'data', 'uuid', 'event_type', 'issue_id', 'url'],
)
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(field, tie('any'), { maxKeys: 5 }),
  ),
})).any
const body = fc.oneof(
  fc.dictionary(field, value, { maxKeys: 8 }).map((object) => JSON.stringify(object)),
  value.map((any) => JSON.stringify(any)),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '{',
    '[[[[',
    '{"title":"\\ud800"}',
    `${'['.repeat(20_000)}`,
    'x'.repeat(100_001),
    'token=a&next=//evil',
  ),
)
const types = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  '',
  'é',
]
const secrets = [konduktoSecret, 'wrong', '', 'x'.repeat(10_000), `${konduktoSecret}\t`]
const tokens = [`Bearer ${adminToken}`, 'Bearer', 'Basic Og==', 'Bearer x y', '']
const origins = ['http://127.0.0.1:8787', 'https://evil.example', 'null', '']

it('2,000 hostile requests meet no 5xx but 503, no stack and no secret, and what is refused stores nothing', async () => {
  const request = fc.record({
    path: fc.nat(paths().length - 1),
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'),
    type: fc.constantFrom(...types),
    secret: fc.constantFrom(...secrets),
    token: fc.constantFrom(...tokens),
    origin: fc.constantFrom(...origins),
    key: fc.constantFrom('', 'k', 'x'.repeat(300)),
    body,
  })

  await fc.assert(
    fc.asyncProperty(request, async (given) => {
      const before = await rows()

      const response = await send(given)

      const text = await response.text()
      expect(response.status < 500 || response.status === 503).toBe(true)
      expect(text).not.toMatch(/\n\s+at |node_modules|\.ts:\d|sqlite/i)
      expect(text).not.toContain(konduktoSecret)
      expect(text).not.toContain(adminToken)
      expect(text).not.toMatch(/corgea-secret|theorem-token|holm-token|appscan-token/)
      if (response.status >= 400) expect(await rows()).toEqual(before)
    }),
    { numRuns: 2000, seed: 20260822 },
  )
  expect(bridge.logged).toEqual([])
}, 60_000)

interface Given {
  path: number
  method: string
  type: string
  secret: string
  token: string
  origin: string
  key: string
  body: string
}

async function send(given: Given): Promise<Response> {
  const headers = new Headers()
  const wanted = {
    'content-type': given.type,
    'x-kondukto-secret': given.secret,
    authorization: given.token,
    origin: given.origin,
    'idempotency-key': given.key,
    'x-corgea-signature': createHmac('sha256', 'corgea-secret').update(given.body).digest('hex'),
  }
  for (const [name, text] of Object.entries(wanted)) if (text) headers.set(name, text)
  const bodiless = ['GET', 'HEAD'].includes(given.method)
  const init = { method: given.method, headers, ...(!bodiless && { body: given.body }) }
  const response = await bridge.fetch(
    new Request(new URL(paths()[given.path] ?? '/', 'http://127.0.0.1:8787'), init),
  )
  // What was accepted is delivered before anything is counted.
  while ((await bridge.tick()) <= Date.now());
  return response
}

/** How many rows there are of everything that a request can store. */
async function rows(): Promise<number[]> {
  const tables = [
    'issues',
    'jobs',
    'comments',
    'attachments',
    'deliveries',
    'local_issues',
    'local_comments',
  ]
  return Promise.all(
    tables.map(async (table) => {
      const [row] = await bridge.db.query.all<{ n: number }>(
        sql.raw(`select count(*) as n from ${table}`),
      )
      return row?.n ?? -1
    }),
  )
}
