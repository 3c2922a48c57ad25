import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type Github, startGithub } from '../../trackers/github/server.ts'
import { settingsFor as githubSettings } from '../../trackers/github/tracker.ts'
import type { Jira } from '../../trackers/jira/jira.ts'
import { startJira } from '../../trackers/jira/server.ts'
import { settingsFor as jiraSettings } from '../../trackers/jira/tracker.ts'

let github: Github
let jira: Jira
let bridge: TestBridge
beforeAll(async () => {
  github = await startGithub()
  jira = await startJira()
})
beforeEach(async () => {
  await github.reset()
  await jira.reset()
})
afterEach(() => bridge.stop())
afterAll(async () => {
  await github.stop()
  await jira.stop()
})

it('an assignee that GitHub drops without a word is in the history of the issue', async () => {
  bridge = startBridge({ env: githubSettings(github) })

  const id = await report(makeFinding({ assignee: { username: 'outsider', email: '' } }))

  const page = await (await bridge.admin(`/i/${id}/history`)).text()
  expect(page).toContain('the tracker did not take: assignee outsider')
})

it("labels that a project in Jira has no place for stay the scanner's, also after a poll", async () => {
  jira.configure('PAY', { screen: ['description'] })
  bridge = startBridge({ env: jiraSettings(jira) })
  const id = await report(makeFinding({ labels: ['Bug', 'KONDUKTO'] }))

  await jira.advance(60_000)
  await bridge.admin('/admin/reconcile?apply=true', { method: 'POST' })
  await settle()

  const { body } = await bridge.kondukto('GET', `/api/v1/issues/${id}`)
  expect(body.labels).toEqual(['Bug', 'KONDUKTO'])
})

async function report(finding: unknown): Promise<string> {
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', finding)
  await settle()
  return body.id
}

async function settle(): Promise<void> {
  while ((await bridge.tick()) <= Date.now());
}
