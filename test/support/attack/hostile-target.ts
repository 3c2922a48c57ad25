import { createHmac } from 'node:crypto'
import { localPages } from '../../../connectors/local/pages/pages.ts'
import type { Db } from '../../../db/store.ts'
import { createApp } from '../../../src/app.ts'
import { parseConfig } from '../../../src/config/config.ts'
import { unlimited } from '../../../src/platform/budget.ts'
import { createNotifier } from '../../../src/platform/notifier.ts'
import { createRefusals } from '../../../src/platform/refusals.ts'
import { adminToken, konduktoSecret } from '../bridge.ts'
import { noSurroundings } from '../surroundings.ts'
import type { HostileRequest } from './hostile-requests.ts'

/** Settings that open every door. Trackers but the embedded one do not answer. */
export const hostileEnv = {
  KONDUKTO_SECRET: konduktoSecret,
  ADMIN_TOKEN: adminToken,
  MAX_BODY_BYTES: '100000',
  CREATE_WAIT_MS: '0',
  CLIENT_ADDRESS_HEADER: 'X-Real-IP',
  CORGEA_SECRET: 'corgea-secret',
  DATATHEOREM_TOKEN: 'theorem-token',
  HOLM_TOKEN: 'holm-hook-token',
  APPSCAN_TOKEN: 'appscan-token',
  GITHUB_URL: 'http://127.0.0.1:9',
  GITHUB_TOKEN: 'github-token',
  GITHUB_REPO: 'acme/shop',
  GITHUB_WEBHOOK_SECRET: 'events-secret',
  JIRA_URL: 'http://127.0.0.1:9',
  JIRA_TOKEN: 'jira-token',
  JIRA_PROJECT: 'PAY',
  JIRA_WEBHOOK_SECRET: 'jira-events-secret',
}
export const hostileRoutes = 'routes: [{ to: { tracker: local, target: "{project}" } }]'

const secrets = Object.entries(hostileEnv).flatMap(([name, value]) =>
  /SECRET|TOKEN/.test(name) ? [value] : [],
)

/** What no answer may show: a secret, or how it came to be. */
export function leakIn(answer: string): string | null {
  const inner = /\n\s+at |node_modules|\.ts:\d|sqlite/i.exec(answer)?.[0]
  return secrets.find((secret) => answer.includes(secret)) ?? inner ?? null
}

/** Paths that no route has in mind. */
export const oddPaths = [
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

/** Every route there is, those that come later too, with the first value whose pattern fits for each of its parameters. */
export function routePaths(db: Db, values: readonly (readonly [RegExp, unknown])[]): string[] {
  const idle = {
    accounts: new Map(),
    sources: new Map(),
    notifier: createNotifier(),
    surroundings: noSurroundings,
  }
  const platform = { db, budget: unlimited, now: Date.now, random: () => 0.5, wake() {}, log() {} }
  const config = parseConfig(hostileEnv, hostileRoutes)
  const refusals = createRefusals(Date.now)
  const shownSettings = () => ({ groups: [], routesFrom: '' })
  const own = { config, refusals, shownSettings, requestId: null, writeAndWake: async () => {} }
  const deps = { ...idle, ...platform, ...own }
  const app = createApp(deps, localPages({ db, now: Date.now }))
  const usual: typeof values = [
    [/:number\{[^}]*\}/, 1],
    [/:project/, 'shop'],
    [/:tracker/, 'github'],
    [/:account/, 'github'],
    [/:source/, 'corgea'],
    [/\*/, 'x'],
  ]
  const paths = app.routes.map(({ path }) =>
    [...values, ...usual].reduce((filled, [part, value]) => filled.replace(part, `${value}`), path),
  )
  const open = paths.filter((path) => path.includes(':'))
  if (open.length > 0) throw new Error(`these paths need a value: ${open.join(', ')}`)
  return [...new Set(paths)]
}

/** Each request comes from an address of its own, as there is a limit for each. */
let sender = 0

/** A request as it is sent: signed with the right secrets, from an address of its own. */
export function initOf({ method, headers, body }: HostileRequest): RequestInit {
  sender += 1
  const sign = (secret: string) => createHmac('sha256', secret).update(body).digest('hex')
  const signed = {
    ...headers,
    'x-real-ip': `10.${(sender >> 16) & 255}.${(sender >> 8) & 255}.${sender & 255}`,
    'x-corgea-signature': sign('corgea-secret'),
    'x-hub-signature-256': `sha256=${sign('events-secret')}`,
  }
  const sent = Object.fromEntries(Object.entries(signed).filter(([, value]) => value !== ''))
  return { method, headers: sent, ...(!['GET', 'HEAD'].includes(method) && { body }) }
}
