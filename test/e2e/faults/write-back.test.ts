import { afterEach, beforeEach, expect, it } from 'vitest'
import { type AppscanIssue, startAppscan } from '../../scanners/appscan.ts'
import { type Clock, startBridge, type TestBridge } from '../../support/bridge.ts'
import { openTime, pass } from '../../support/running.ts'

const minute = 60_000
const application = '0f0e0d0c-0000-4000-8000-000000000001'
const page = `/admin/projects/${application}/issues/1`

let issue: AppscanIssue
let issues: AppscanIssue[]
let appscan: Awaited<ReturnType<typeof startAppscan>>
let clock: Clock
let bridge: TestBridge
beforeEach(async () => {
  issue = {
    ...{ IssueType: 'Injection', Severity: 'High', ApplicationId: application, Status: 'Open' },
    Id: '00000000-0000-4000-8000-000000000001',
    LastUpdated: '2026-01-01T00:00:00.000Z',
  }
  issues = [issue]
  appscan = await startAppscan(issues)
  clock = openTime()
  const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: appscan.url }
  const env = { APPSCAN_TOKEN: 'appscan-token', ...key }
  bridge = startBridge({ clock, live: false, env, fetch: readOnly })
  await changed()
})
afterEach(async () => {
  await bridge.stop()
  await appscan.stop()
})

it('AppScan refuses to be written to: what it reports as fixed is closed in the tracker all the same', async () => {
  issue.Status = 'Fixed'
  issue.LastUpdated = '2026-01-02T00:00:00.000Z'

  await changed()

  expect(await seen()).toContain('Closed as completed')
})

it('AppScan refuses to be written to: what it reports later is fetched and filed', async () => {
  const Id = issue.Id.replace(/1$/, '2')
  issues.push({ ...issue, Id, LastUpdated: '2026-01-03T00:00:00.000Z' })

  await changed()

  expect((await bridge.admin(page.replace(/1$/, '2'))).status).toBe(200)
})

/** Its key may read and not write. */
async function readOnly(input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
  if (init?.method === 'PUT') return Response.json({ Message: 'Forbidden' }, { status: 403 })
  return fetch(input, init)
}

async function changed(): Promise<void> {
  const hook = `http://bridge/hooks/appscan/appscan-token/application/${application}`
  expect((await bridge.fetch(new Request(hook))).status).toBe(202)
  await pass(bridge, clock, 5 * minute)
}

async function seen(): Promise<string> {
  return (await bridge.admin(page)).text()
}
