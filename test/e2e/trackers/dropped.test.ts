import { afterEach, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { startBoth } from '../../trackers/both.ts'
import { settingsFor as githubSettings } from '../../trackers/github/tracker.ts'
import { settingsFor as jiraSettings } from '../../trackers/jira/tracker.ts'

const trackers = startBoth()
let bridge: TestBridge
afterEach(() => bridge.stop())

it('an assignee that GitHub drops without a word is in the history of the issue', async () => {
  bridge = startBridge({ env: githubSettings(trackers.github) })

  const id = await report(makeFinding({ assignee: { username: 'outsider', email: '' } }))

  const page = await (await bridge.admin(`/i/${id}/history`)).text()
  expect(page).toContain('the tracker did not take: assignee outsider')
})

it("labels that a project in Jira has no place for stay the scanner's, also after a poll", async () => {
  trackers.jira.configure('PAY', { screen: ['description'] })
  bridge = startBridge({ env: jiraSettings(trackers.jira) })
  const id = await report(makeFinding({ labels: ['Bug', 'KONDUKTO'] }))

  await trackers.jira.advance(60_000)
  await bridge.admin('/admin/reconcile?apply=true', { method: 'POST' })
  await bridge.settle()

  const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}`)
  expect(body.labels).toEqual(['Bug', 'KONDUKTO'])
})

async function report(finding: unknown): Promise<string> {
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', finding)
  await bridge.settle()
  return body.id
}
