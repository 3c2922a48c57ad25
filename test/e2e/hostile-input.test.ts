import { createHmac } from 'node:crypto'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config/settings.ts'
import { unlimited } from '../../src/platform/budget.ts'
import { createNotifier } from '../../src/platform/notifier.ts'
import { createRefusals } from '../../src/platform/refusals.ts'
import { adminToken, konduktoSecret, startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'
import { type HostileRequest, hostileRequest } from '../support/hostile-requests.ts'

const env = {
  KONDUKTO_SECRET: konduktoSecret,
  ADMIN_TOKEN: adminToken,
  MAX_BODY_BYTES: '100000',
  CREATE_WAIT_MS: '0',
  CORGEA_SECRET: 'corgea-secret',
  DATATHEOREM_TOKEN: 'theorem-token',
  HOLM_TOKEN: 'holm-hook-token',
  APPSCAN_TOKEN: 'appscan-token',
  GITHUB_TOKEN: 'github-token',
  GITHUB_REPO: 'acme/shop',
  GITHUB_WEBHOOK_SECRET: 'events-secret',
  JIRA_URL: 'http://127.0.0.1:9',
  JIRA_TOKEN: 'jira-token',
  JIRA_PROJECT: 'PAY',
  JIRA_WEBHOOK_SECRET: 'jira-events-secret',
}
const secrets = Object.entries(env).flatMap(([name, value]) =>
  /SECRET|TOKEN/.test(name) ? [value] : [],
)
const routes = 'routes: [{ to: { tracker: local, target: "{project}" } }]'

let bridge: TestBridge
let paths: string[]
/** Each request comes from an address of its own, as there is a limit for each. */
let sender = 0
beforeAll(async () => {
  const offline = () => Promise.reject(new TypeError('fetch failed'))
  bridge = startBridge({ env, routes, fetch: offline, live: false })
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  const path = `/api/v1/issues/${body.id}`
  const attachments = [{ title: 'a.png', base64_content: 'aGk=' }]
  await bridge.kondukto('POST', `${path}/comments`, { comments: [{ body: 'a note' }] })
  await bridge.kondukto('POST', `${path}/attachments`, { attachments })
  await settle()
  paths = [...(await routePaths()), ...oddPaths]
})
afterAll(() => bridge.stop())

const oddPaths = [
  '/api/v1/issues/%00',
  '/hooks/datatheorem/theorem-token',
  '/hooks/holm/holm-hook-token',
  '/hooks/holm/%E0%A4%A',
  '/hooks/appscan/appscan-token/scan-execution/b9513af1-7fc1-f011-8194-002248e524dc',
  "/hooks/appscan/appscan-token/application/' or 1 eq 1",
  '/trackers/local/events',
  '/trackers/__proto__/events',
  '/admin/reconcile?limit=x&after=%00',
  '/admin/projects/%E0%A4%A/issues/1e9',
  '/admin/projects/shop?status=x&page=-1e99',
  '/admin/projects/shop/issues/99999999999999999999',
  '/admin/jobs/redrive?job=x',
  "/i/' or 1=1 --",
  '/../../etc/passwd',
]

it('2,000 hostile requests meet no 5xx but 503, no stack and no secret, and what is refused stores nothing', async () => {
  const statuses = new Set<number>()

  await fc.assert(
    fc.asyncProperty(hostileRequest(paths), async (request) => {
      const before = await changes()

      const response = await send(request)

      const text = `${[...response.headers].join('\n')}\n${await response.text()}`
      statuses.add(response.status)
      expect(response.status < 500 || response.status === 503).toBe(true)
      expect(text).not.toMatch(/\n\s+at |node_modules|\.ts:\d|sqlite/i)
      for (const secret of secrets) expect(text).not.toContain(secret)
      if (response.status >= 400) expect(await changes()).toBe(before)
      await settle()
    }),
    { numRuns: 2000, seed: 20260822 },
  )

  // They got everywhere, and nothing of it was our own mistake.
  for (const status of [200, 201, 202, 303, 400, 403, 404, 413, 415, 422])
    expect(statuses).toContain(status)
  expect(bridge.logged.filter((line) => !line.includes('a request was refused'))).toEqual([])
}, 60_000)

/** Every route there is, those that come later too, filled in with what is stored so that each leads somewhere. */
async function routePaths(): Promise<string[]> {
  const idle = {
    accounts: new Map(),
    sources: new Map(),
    notifier: createNotifier(),
    now: Date.now,
  }
  const refusals = createRefusals(Date.now)
  const platform = { db: bridge.db, budget: unlimited, refusals, wake() {}, log() {} }
  const app = createApp({ ...idle, ...platform, config: parseConfig(env, routes) })
  const stored: readonly [RegExp, unknown][] = [
    [/(?<=\/(issues|i)\/):id/, await readOne('select id from issues')],
    [/(?<=\/jobs\/):id/, await readOne('select id from jobs')],
    [/(?<=\/comments\/):id/, await readOne('select id from local_comments')],
    [/(?<=\/attachments\/):id/, await readOne('select id from local_attachments')],
    [/:number\{[^}]*\}/, 1],
    [/:project/, 'shop'],
    [/:tracker/, 'github'],
    [/:source/, 'corgea'],
    [/\*/, 'x'],
  ]
  const paths = app.routes.map(({ path }) =>
    stored.reduce((filled, [pattern, value]) => filled.replace(pattern, `${value}`), path),
  )
  expect(paths.filter((path) => path.includes(':'))).toEqual([])
  return [...new Set(paths)]
}

function send({ path, method, headers, body }: HostileRequest): Promise<Response> {
  const sign = (secret: string) => createHmac('sha256', secret).update(body).digest('hex')
  const signed = {
    ...headers,
    'x-corgea-signature': sign('corgea-secret'),
    'x-hub-signature-256': `sha256=${sign('events-secret')}`,
  }
  const sent = Object.fromEntries(Object.entries(signed).filter(([, value]) => value !== ''))
  const init = { method, headers: sent, ...(!['GET', 'HEAD'].includes(method) && { body }) }
  sender += 1
  const url = new URL(path, 'http://127.0.0.1:8787')
  return bridge.fetch(new Request(url, init), `10.0.${sender >> 8}.${sender & 255}`)
}

/** Does everything that was accepted. */
async function settle(): Promise<void> {
  while ((await bridge.tick()) <= Date.now());
}

/** How many rows were ever added, changed or taken away. */
function changes(): Promise<unknown> {
  return readOne('select total_changes()')
}

async function readOne(query: string): Promise<unknown> {
  const [row] = await bridge.db.query.all<Record<string, unknown>>(sql.raw(query))
  return Object.values(row ?? {})[0]
}
