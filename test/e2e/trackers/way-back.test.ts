import { editIssue } from 'jira.js/cloud'
import { afterEach, expect, it } from 'vitest'
import { startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { startBoth } from '../../trackers/both.ts'
import { openPerson } from '../../trackers/github/person.ts'
import { issuesOf } from '../../trackers/github/read.ts'
import { settingsFor as githubSettings } from '../../trackers/github/tracker.ts'
import { clientOf } from '../../trackers/jira/client.ts'
import { openPerson as openJiraPerson } from '../../trackers/jira/person.ts'
import { settingsFor as jiraSettings } from '../../trackers/jira/tracker.ts'

const link = 'https://scanner.example/finding/7'
const place = {
  path: 'src/pay.ts',
  vulnerability: { detail: { sast: { ok: true, line_number: 12 } } },
}
const publicUrl = 'https://lockstep.acme.example'

const trackers = startBoth()
let bridge: TestBridge
afterEach(() => bridge.stop())

it('an issue on GitHub ends with place, due date, and the ways to the finding and to its history', async () => {
  bridge = startBridge({ env: { ...githubSettings(trackers.github), PUBLIC_URL: publicUrl } })

  const id = await report(makeFinding({ ...place, link, due_date: '2026-12-24' }))

  expect(await bodyOnGithub()).toContain(`

---

Where: \`src/pay.ts:12\` · Due: \`2026-12-24\` · [Finding in the scanner](<${link}>) · [History in Lockstep](<${publicUrl}/i/${id}/history>)

<!-- lockstep:${id} -->`)
})

it('a due date and a line that move are followed in the text, while the text is ours', async () => {
  const unpaced = { GITHUB_WRITES_PER_MINUTE: '0', GITHUB_WRITES_PER_HOUR: '0' }
  bridge = startBridge({ env: { ...githubSettings(trackers.github), ...unpaced } })
  const finding = makeFinding({ ...place, due_date: '2026-12-24' })
  await report(finding)

  await report({ ...finding, due_date: '2027-01-31' })
  const moved = await bodyOnGithub()
  const key = { target: 'acme/shop', id: '', key: '1' }
  await openPerson(trackers.github).edit(key, { body: 'By hand' })
  await report({ ...finding, due_date: '2027-12-31' })

  expect(moved).toContain('Where: `src/pay.ts:12` · Due: `2027-01-31`')
  expect(await bodyOnGithub()).toBe('By hand')
})

it('an issue in Jira says it without the due date, which has a field there', async () => {
  bridge = startBridge({ env: { ...jiraSettings(trackers.jira), PUBLIC_URL: publicUrl } })

  await report(makeFinding({ ...place, link, due_date: '2026-12-24' }))

  const { body, dueDate } = await inJira()
  expect(body).toContain('src/pay.ts:12')
  expect(body).toContain(link)
  expect(body).not.toContain('Due')
  expect(dueDate).toBe('2026-12-24')
})

it("a severity that a finding gets later is set over Jira's own default, and never over a person's", async () => {
  bridge = startBridge({ env: jiraSettings(trackers.jira) })
  const finding = makeFinding({ severity: '' })

  await report(finding)
  const filed = await inJira()
  await report({ ...finding, severity: 'critical' })
  const raised = await inJira()
  const fields = { priority: { name: 'Low' } }
  await editIssue(clientOf(trackers.jira, 'casey'), { issueIdOrKey: 'PAY-1', fields })
  await report({ ...finding, severity: 'high' })

  const severities = [filed, raised, await inJira()].map(({ severity }) => severity)
  expect(severities).toEqual(['medium', 'critical', 'low'])
})

async function report(finding: unknown): Promise<string> {
  const { body } = await bridge.kondukto('POST', '/api/v1/issues', finding)
  await bridge.settle()
  return body.id
}

async function bodyOnGithub(): Promise<string> {
  const [issue] = await issuesOf(trackers.github)
  return issue?.body ?? ''
}

function inJira() {
  const person = openJiraPerson(clientOf(trackers.jira, 'casey'))
  return person.read({ target: 'PAY', id: 'PAY-1', key: 'PAY-1' })
}
