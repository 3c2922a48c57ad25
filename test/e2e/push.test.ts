import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AppscanIssue, startAppscan } from '../scanners/appscan.ts'
import { startBridge, type TestBridge } from '../support/bridge.ts'

const minute = 60_000
const application = '0f0e0d0c-0000-4000-8000-000000000001'

let issues: [AppscanIssue, AppscanIssue]
let appscan: Awaited<ReturnType<typeof startAppscan>>
let bridge: TestBridge
let clock: { now: number }
beforeEach(async () => {
  issues = [makeIssue(1), makeIssue(2)]
  appscan = await startAppscan(issues)
  clock = { now: Date.UTC(2026, 0, 1) }
  const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: appscan.url }
  bridge = startBridge({ clock, live: false, env: { APPSCAN_TOKEN: 'appscan-token', ...key } })
  await applicationChanged()
})
afterEach(async () => {
  await bridge.stop()
  await appscan.stop()
})

it('AppScan is told where each issue was filed, once', () => {
  const links = issues.map(({ ExternalId }) => ExternalId)

  expect(links.toSorted()).toEqual([1, 2].map((n) => `http://127.0.0.1:8787${pageOf(n)}`))
  expect(puts()).toBe(2)
})

it('what a person decides is told to AppScan, of that issue alone, and does not come back', async () => {
  const told = puts()

  await person('close', { reason: 'not_planned' })
  await quiet()
  await applicationChanged()
  const closed = states()
  await person('reopen', {})
  await quiet()
  await applicationChanged()

  expect(closed).toEqual(['Noise', 'Open'])
  expect(states()).toEqual(['Reopened', 'Open'])
  expect(puts() - told).toBe(2)
  expect(await page()).toContain('Open')
  expect(await page()).not.toContain('Seen again')
})

it('what AppScan says is not told back to it', async () => {
  const told = puts()
  const [, second] = issues
  second.Status = 'Fixed'
  second.LastUpdated = '2026-01-02T00:00:00.000Z'

  await applicationChanged()
  await quiet()

  expect(puts()).toBe(told)
  expect(states()).toEqual(['Open', 'Fixed'])
})

it('what AppScan still says before it was told does not reopen what a person closed', async () => {
  appscan.refuse(true)
  await person('close', { reason: 'completed' })
  await bridge.tick()
  appscan.refuse(false)
  await applicationChanged()

  expect(states()).toEqual(['Fixed', 'Open'])
  expect(await page()).toContain('Closed as completed')
})

function makeIssue(n: number): AppscanIssue {
  return {
    ...{ IssueType: `Issue ${n}`, Severity: 'High', ApplicationId: application, Status: 'Open' },
    Id: `00000000-0000-4000-8000-00000000000${n}`,
    LastUpdated: '2026-01-01T00:00:00.000Z',
  }
}

function states(): string[] {
  const numbers = issues.map((issue) => Number(issue.ExternalId?.split('/').at(-1)))
  return [1, 2].map((number) => issues[numbers.indexOf(number)]?.Status ?? '')
}

function puts(): number {
  return appscan.log.filter((line) => line.startsWith('PUT') && line.endsWith(' 200')).length
}

function pageOf(number: number): string {
  return `/admin/projects/${application}/issues/${number}`
}

async function page(): Promise<string> {
  return (await bridge.admin(pageOf(1))).text()
}

/** What a person does to the first issue. */
async function person(form: string, fields: Record<string, string>): Promise<void> {
  clock.now += 1000
  const request = { method: 'POST', body: new URLSearchParams(fields) }
  expect((await bridge.admin(`${pageOf(1)}/${form}`, request)).status).toBe(303)
}

async function applicationChanged(): Promise<void> {
  const hook = `http://bridge/hooks/appscan/appscan-token/application/${application}`
  expect((await bridge.fetch(new Request(hook))).status).toBe(202)
  await quiet()
}

/** Lets time pass until nothing is due within five minutes. */
async function quiet(): Promise<void> {
  const until = clock.now + 5 * minute
  while (clock.now < until) clock.now = Math.max(await bridge.tick(), clock.now + 1)
}
