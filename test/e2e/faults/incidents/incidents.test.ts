import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Clock, startBridge, type TestBridge } from '../../../support/bridge.ts'
import { makeFinding } from '../../../support/finding.ts'
import { type MemoryGithub, openMemoryGithub } from '../../../support/memory-github.ts'
import { pass, readiness } from '../../../support/running.ts'
import type { Jira } from '../../../trackers/jira/jira.ts'
import { startJira } from '../../../trackers/jira/server.ts'
import { settingsFor } from '../../../trackers/jira/tracker.ts'
import { githubIncidents } from './at-github.ts'
import { jiraIncidents } from './at-jira.ts'
import { scannerIncidents } from './at-scanners.ts'
import type { Day, Incident } from './incident.ts'

// The day of an operator: each incident, what every part says of it, and the steps that mend it.

const minute = 60_000
const alertUrl = 'https://hooks.slack.com/services/T0/B0/slack-token'
const incidents = [...githubIncidents, ...jiraIncidents, ...scannerIncidents]

let jira: Jira
let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
let alerts: string[]
let atJira: (() => Response) | null
beforeAll(async () => {
  jira = await startJira()
})
beforeEach(async () => {
  clock = { now: Date.now() }
  github = openMemoryGithub(clock)
  alerts = []
  atJira = null
  await jira.reset()
})
afterEach(() => bridge.stop())
afterAll(() => jira.stop())

it.each(incidents.map((incident) => [incident.name, incident] as const))(
  '%s: each part says it plainly, and at most two steps mend it',
  async (_, incident) => {
    const day = await start(incident)
    await meet(incident, day)

    const { says, mend } = incident
    const { status, why } = await readiness(bridge)
    const page = await (await bridge.admin('/admin', { headers: { Accept: 'text/html' } })).text()
    expect(why.replaceAll('\\"', '"')).toMatch(says.ready ?? /"ready":true/)
    expect(status).toBe(says.ready ? 503 : 200)
    expect(bridge.logged.join('\n').replaceAll('\\"', '"')).toMatch(says.log)
    expect(alerts).toEqual(says.alert ? [expect.stringMatching(says.alert)] : [])
    expect(page.replaceAll('&quot;', '"')).toMatch(says.console ?? /All is well/)
    const remedies = await remediesOfCheck()
    expect(remedies.filter((remedy) => !says.remedy || says.remedy.test(remedy))).not.toEqual([])

    for (const step of mend) await step(day)
    clock.now += (incident.later ?? 0) * minute
    await pass(bridge, clock, 3 * minute)

    expect(mend.length).toBeLessThanOrEqual(2)
    expect((await readiness(bridge)).why).toContain('"ready":true')
    if (says.alert) expect(alerts.at(-1)).toMatch(/^Lockstep: over: /)
    expect(await countIssues(incident)).toBe(incident.issues)
  },
)

async function remediesOfCheck(): Promise<string[]> {
  const { rows } = JSON.parse(await (await bridge.admin('/admin/check')).text())
  return rows.map(({ remedy }: { remedy: string }) => remedy)
}

async function countIssues({ toJira }: Incident): Promise<number> {
  if (!toJira) return github.issues.length
  const { findings } = await (await bridge.admin('/admin/api/findings?state=filed')).json()
  return findings.length
}

async function start({ env = {}, routes, toJira }: Incident): Promise<Day> {
  const network: typeof fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.endsWith('/healthz')) return Response.json({ ok: true })
    if (url.startsWith(jira.url) && atJira) return atJira()
    if (url.startsWith('https://cloud.appscan.com'))
      return Response.json({ Token: 'token', Items: [] })
    if (url !== alertUrl) return github.fetch(input, init)
    alerts.push(JSON.parse(String(init?.body)).text)
    return new Response('ok')
  }
  const { JIRA_WEBHOOK_SECRET: _, ...ofJira } = settingsFor(jira)
  const settings = { CREATE_WAIT_MS: '0', ...(toJira ? ofJira : github.env), ALERT_URL: alertUrl }
  const open = async (more: Record<string, string>, document = routes, db?: TestBridge['db']) => {
    bridge = startBridge({
      ...{ clock, live: false, fetch: network, env: { ...settings, ...env, ...more } },
      ...(document && { routes: document }),
      ...(db && { db }),
    })
    await bridge.logCheck()
  }
  await open({})
  return {
    ...{ github, jira, clock },
    bridge: () => bridge,
    restart: ({ env: more = {}, routes: document }) => open(more, document, bridge.db),
    meetJira(trouble) {
      atJira = trouble
    },
  }
}

async function meet(incident: Incident, day: Day): Promise<void> {
  const { begins, arrives, wellBefore, minutes = 2 } = incident
  const send = () => bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  if (wellBefore) {
    await send()
    await pass(bridge, clock, minute)
  }
  await begins(day)
  await (arrives?.(day) ?? send())
  await pass(bridge, clock, minutes * minute)
}
