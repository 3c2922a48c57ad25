import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Clock, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import {
  type MemoryGithub,
  openMemoryGithub,
  reply,
  type Trouble,
} from '../../support/memory-github.ts'
import { pass, readiness } from '../../support/running.ts'
import { signed } from '../../support/signed.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor } from '../../trackers/jira/tracker.ts'

// The day of the operator: each incident, and what readyz, the log, the alert, the check and the console say of it.

const minute = 60_000
const alertUrl = 'https://hooks.slack.com/services/T0/B0/slack-token'

interface Incident {
  readonly env?: Record<string, string>
  readonly routes?: string
  /** What GitHub does. */
  readonly trouble?: Trouble
  /** Of Jira. */
  readonly jira?: true
  /** What comes in; a finding of Kondukto's if it is not said. */
  readonly act?: (bridge: TestBridge) => Promise<unknown>
  readonly minutes?: number
}

/** What each part says; null for nothing. */
interface Said {
  readonly ready: RegExp | null
  readonly log: RegExp
  readonly alert: RegExp | null
  readonly remedy: RegExp | null
  readonly console: RegExp | null
}

const incidents: readonly (readonly [name: string, incident: Incident, said: Said])[] = [
  [
    "GitHub's token is revoked",
    { trouble: () => reply(401, { message: 'Bad credentials' }) },
    {
      ready: /github: the log-in is refused since .+: Bad credentials 1 job waits\./,
      log: /"error","message":"work is paused".+"account":"github","reason":"Bad credentials"/,
      alert: /github: the log-in is refused .+ Bad credentials/,
      remedy: /^Set a valid GITHUB_TOKEN and restart\.$/,
      console: /GitHub is paused[\s\S]+Bad credentials[\s\S]+1 finding waits/,
    },
  ],
  [
    'the token may no longer write to the repository',
    {
      trouble: ({ method, path }) =>
        method === 'POST' || path.endsWith('/acme/shop')
          ? reply(403, { message: 'Resource not accessible by personal access token' })
          : null,
    },
    {
      ready: /github:acme\/shop: access is refused since .+ not accessible .+ 1 job waits\./,
      log: /"error","message":"work is paused".+"destination":"github:acme\/shop"/,
      alert: /github:acme\/shop: access is refused/,
      remedy: /^Let the log-in read acme\/shop\.$/,
      console: /acme\/shop is paused[\s\S]+not accessible/,
    },
  ],
  [
    'GitHub is down',
    { trouble: () => reply(500, { message: 'Server Error' }), minutes: 15 },
    {
      ready: /github:acme\/shop: polls fail since .+: Server Error/,
      log: /"warning","message":"a job failed".+"kind":"poll".+Server Error/,
      alert: /polls fail/,
      remedy: /^Check GITHUB_URL, and that this machine may connect to it\.$/,
      console: /What changes in github:acme\/shop is not heard[\s\S]+Server Error/,
    },
  ],
  [
    'GitHub limits the rate',
    {
      trouble: ({ method }) =>
        method === 'POST'
          ? Response.json(
              { message: 'secondary rate limit' },
              { status: 403, headers: { 'retry-after': '3600' } },
            )
          : null,
    },
    {
      ready: null,
      log: /"warning","message":"a job failed".+"outcome":"limited".+secondary rate limit/,
      alert: null,
      remedy: null,
      console: null,
    },
  ],
  [
    'a text is refused for good',
    {
      trouble: ({ method, body }) =>
        method === 'POST' && body.title ? reply(422, { message: 'Bad title' }) : null,
    },
    {
      ready: /github: 1 job failed since .+: Bad title\. Redrive them once the cause is mended/,
      log: /"error","message":"a job failed".+"state":"failed".+Bad title/,
      alert: /github: 1 job failed .+ Bad title/,
      remedy: null,
      console: /GitHub refused what was asked[\s\S]+Bad title[\s\S]+Retry them/,
    },
  ],
  [
    'the secret at Corgea differs',
    {
      env: { CORGEA_SECRET: 'corgea-secret' },
      act: (bridge) => bridge.fetch(signed('/hooks/corgea', { event_type: 'x' }, 'another-secret')),
    },
    {
      ready: null,
      log: /"warning","message":"a request was refused".+\/hooks\/:source/,
      alert: null,
      remedy: /^Set the same secret at Corgea and in CORGEA_SECRET\.$/,
      console: /Corgea[\s\S]+outcome=refused/,
    },
  ],
  [
    'no route takes a finding',
    {
      env: { HOLM_TOKEN: 'holm-hook-token' },
      routes: 'routes: [{ when: { source: kondukto }, to: { tracker: github } }]',
      act: (bridge) => bridge.fetch(holmTicket()),
    },
    {
      ready: null,
      log: /"info","message":"a request".+"status":202/,
      alert: null,
      remedy: /^Add a route that takes them/,
      console: /Findings wait for a route/,
    },
  ],
  [
    'Jira wants a field',
    { jira: true },
    {
      ready: /jira: 1 job failed since .+ fields: \{ customfield_10010: \{ value: .+Red.+ \} \}/,
      log: /"error","message":"a job failed".+customfield_10010/,
      alert: /customfield_10010/,
      remedy: /^In the route's "to": fields: \{ customfield_10010: \{ value: "Red" \} \}/,
      console: /Jira refused what was asked[\s\S]+customfield_10010/,
    },
  ],
]

let jira: Jira
let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
let alerts: string[]
beforeAll(async () => {
  jira = await startJira()
})
beforeEach(() => {
  clock = { now: Date.now() }
  github = openMemoryGithub(clock)
  alerts = []
  const team = { key: 'customfield_10010', name: 'Team', required: true, options: ['Red'] }
  jira.configure('PAY', { customFields: [team] })
})
afterEach(() => bridge.stop())
afterAll(() => jira.stop())

it.each(incidents)('%s: each place says it plainly', async (_, incident, said) => {
  start(incident)
  await meet(incident)

  const { status, why } = await readiness(bridge)
  const { rows } = JSON.parse(await (await bridge.admin('/admin/check')).text())
  const remedies: string[] = rows.map(({ remedy }: { remedy: string }) => remedy)
  const page = await (await bridge.admin('/admin', { headers: { Accept: 'text/html' } })).text()
  expect(status).toBe(said.ready ? 503 : 200)
  expect(why.replaceAll('\\"', '"')).toMatch(said.ready ?? /"ready":true/)
  expect(bridge.logged.join('\n').replaceAll('\\"', '"')).toMatch(said.log)
  expect(alerts).toEqual(said.alert ? [expect.stringMatching(said.alert)] : [])
  expect(remedies.filter((remedy) => !said.remedy || said.remedy.test(remedy))).not.toEqual([])
  expect(page.replaceAll('&quot;', '"')).toMatch(said.console ?? /All is well/)
})

it.each(incidents.filter(([, { trouble, minutes }]) => trouble && !minutes).slice(0, 2))(
  '%s: once that is mended the work goes on by itself, and an alert says that it is over',
  async (_, incident) => {
    start(incident)
    await meet(incident)
    github.meet(() => null)
    await pass(bridge, clock, 2 * minute)

    expect((await readiness(bridge)).status).toBe(200)
    expect(alerts.at(-1)).toMatch(/^Lockstep: over: /)
    expect(github.titles()).toHaveLength(1)
  },
)

function start({ env, routes, jira: isJira }: Incident): void {
  const network: typeof fetch = async (input, init) => {
    const url = String(input)
    if (url.endsWith('/healthz')) return Response.json({ ok: true })
    if (url !== alertUrl) return github.fetch(input, init)
    alerts.push(JSON.parse(String(init?.body)).text)
    return new Response('ok')
  }
  const { JIRA_WEBHOOK_SECRET: _, ...ofJira } = settingsFor(jira)
  const settings = isJira ? ofJira : github.env
  bridge = startBridge({
    ...{ clock, live: false, fetch: network },
    env: { CREATE_WAIT_MS: '0', ...settings, ALERT_URL: alertUrl, ...env },
    ...(routes && { routes }),
  })
}

async function meet({ trouble, act, minutes = 2 }: Incident): Promise<void> {
  if (minutes > 10) {
    // It has worked before.
    await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
    await pass(bridge, clock, minute)
  }
  if (trouble) github.meet(trouble)
  await (act?.(bridge) ?? bridge.kondukto('POST', '/api/v1/issues', makeFinding()))
  await pass(bridge, clock, minutes * minute)
}

function holmTicket(): Request {
  const ticket = { number: 1, status: 'Open', severity: 'High', asset_name: 'web-1' }
  const body = JSON.stringify({ ticket: { ...ticket, vulnerability_name: 'Old SSH' } })
  return new Request('http://bridge/hooks/holm/holm-hook-token', { method: 'POST', body })
}
