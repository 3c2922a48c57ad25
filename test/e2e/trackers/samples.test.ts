import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AppscanIssue, startAppscan } from '../../scanners/appscan.ts'
import { startCorgea } from '../../scanners/corgea.ts'
import { adminToken } from '../../support/bridge.ts'
import { type Running, startProcess } from '../../support/process.ts'

const folder = join(import.meta.dirname, '../../../src/sources')
const scan = 'b9513af1-7fc1-f011-8194-002248e524dc'
const application = sample('appscan/sast').ApplicationId
const shown: string[] = []

let appscan: Awaited<ReturnType<typeof startAppscan>>
let corgea: Awaited<ReturnType<typeof startCorgea>>
let running: Running
beforeAll(async () => {
  const kinds = ['sast', 'dast', 'sca']
  appscan = await startAppscan(kinds.map((kind) => sample(`appscan/${kind}`) as AppscanIssue))
  const completed = sample('corgea/scan-completed').data.scan_id
  const parts = [sample('corgea/api-sca-issue')]
  corgea = await startCorgea(completed, [sample('corgea/api-issue')], parts)
  running = await startProcess({
    ...{ ADMIN_TOKEN: adminToken, DATATHEOREM_TOKEN: 'theorem-token' },
    ...{ HOLM_TOKEN: 'holm-hook-token', CORGEA_SECRET: 'corgea-secret' },
    ...{ CORGEA_TOKEN: 'token', CORGEA_URL: corgea.url },
    ...{ APPSCAN_TOKEN: 'appscan-token', APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret' },
    APPSCAN_URL: appscan.url,
  })
})
afterAll(async () => {
  await running.stop()
  await appscan.stop()
  await corgea.stop()
})

// Posted over HTTP to a running process, and seen in the tracker, as an administrator sees it.

it("Corgea's: an issue is assigned, and is filed; it is fixed, and is closed as completed", async () => {
  expect(await postCorgea('corgea/issue-assigned')).toBe(202)
  const filed = await pageWith('Production API', 'Cross-Site Scripting')
  // The vendor's sample has an earlier time than that of the assignment.
  const later = { timestamp: '2025-01-16T00:00:00.000Z' }
  expect(await postCorgea('corgea/issue-status-changed', later)).toBe(202)
  const closed = await pageWith('Production API', 'Corgea reports this as fixed')

  expect(filed).toContain('severity:medium')
  expect(closed).toContain('Closed as completed')
})

it("Corgea's: a scan is complete, and what it found is filed where it belongs", async () => {
  expect(await postCorgea('corgea/scan-completed')).toBe(202)

  const issue = await pageWith('myproject', 'path/to/file.py:42')
  expect(issue).toContain('This patch fixes the vulnerability by')
  expect(await pageWith('Production API', 'CVE-2020-8203 in lodash', [2])).toContain('4.17.21')
  shown.push('corgea/api-issue', 'corgea/api-sca-issue')
})

it.each(['corgea/user-login', 'corgea/user-login-failed'])(
  '%s is about no issue: answered 2xx, and nothing is filed',
  async (name) => {
    const before = await projects()

    expect(await postCorgea(name)).toBe(202)
    expect(await projects()).toEqual(before)
  },
)

it("Data Theorem's: a violation that was opened is resolved, and its issue is closed as completed", async () => {
  const resolved = sample('datatheorem/policy-violation-resolved')
  const { event } = resolved
  const data = { ...event.data, policy_violation_status: 'OPEN' }
  const opened = { ...event, type: 'API_SECURE__POLICY_VIOLATION_OPENED', data }

  expect(await post('datatheorem/theorem-token', { ...resolved, event: opened })).toBe(202)
  const filed = await pageWith('CA Business Unit', 'will expire in less than')
  expect(await post('datatheorem/theorem-token', resolved)).toBe(202)
  const closed = await pageWith('CA Business Unit', 'Data Theorem reports this as fixed')

  expect(filed).toContain('How to fix')
  expect(closed).toContain('Closed as completed')
  shown.push('datatheorem/policy-violation-resolved')
})

it("Holm's: a ticket is filed; that a scan has finished is kept", async () => {
  expect(await post('holm/holm-hook-token', sample('holm/ticket'))).toBe(202)
  const filed = await pageWith('holm', 'OpenSSH outdated')
  expect(await post('holm/holm-hook-token', sample('holm/finished-scan'))).toBe(202)

  expect(filed).toContain('severity:high')
  expect((await look('/admin/projects/holm/issues/2')).status).toBe(404)
  shown.push('holm/ticket', 'holm/finished-scan')
})

it("AppScan's: a scan is complete, and what it found by each way is filed", async () => {
  const hook = `${running.url}/hooks/appscan/appscan-token/scan-execution/${scan}`
  expect((await fetch(hook)).status).toBe(202)

  // The most severe is filed first, so the numbers are not those of the page.
  const numbers = [1, 2, 3]
  const pages = await Promise.all([
    pageWith(application, 'Console.WriteLine(apiResult)', numbers),
    pageWith(application, 'https://shop.acme.example/search', numbers),
    pageWith(application, 'CVE-2021-44228', numbers),
  ])
  for (const page of pages) expect(page).toContain('source:appscan')
  shown.push('appscan/sast', 'appscan/dast', 'appscan/sca')
})

it('every sample was sent', () => {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const [, source, name] = /^(\w+)\/samples\/(.+)\.json$/.exec(path) ?? []
    return source ? [`${source}/${name}`] : []
  })

  expect(shown.toSorted()).toEqual(all.toSorted())
})

function sample(name: string) {
  return JSON.parse(readFileSync(`${join(folder, name.replace('/', '/samples/'))}.json`, 'utf8'))
}

async function postCorgea(name: string, more: object = {}): Promise<number> {
  const body = { ...sample(name), ...more }
  const signature = createHmac('sha256', 'corgea-secret').update(JSON.stringify(body)).digest('hex')
  shown.push(name)
  return post('corgea', body, { 'x-corgea-signature': signature })
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const sent = { method: 'POST', headers, body: JSON.stringify(body) }
  return (await fetch(`${running.url}/hooks/${path}`, sent)).status
}

function look(path: string): Promise<Response> {
  return fetch(running.url + path, { headers: { authorization: `Bearer ${adminToken}` } })
}

/** One of a project's issues as its page shows it, once one contains the text: the process files them in its own time. */
async function pageWith(
  project: string,
  text: string,
  numbers: readonly number[] = [1],
): Promise<string> {
  const path = `/admin/projects/${encodeURIComponent(project)}/issues`
  for (;;) {
    for (const number of numbers) {
      const page = await (await look(`${path}/${number}`)).text()
      if (page.includes(text)) return page
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function projects(): Promise<string[]> {
  return [...(await (await look('/admin/projects')).text()).matchAll(/projects\/([^"?/]+)"/g)].map(
    ([, name]) => name ?? '',
  )
}
