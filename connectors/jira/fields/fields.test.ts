import { getIssue } from 'jira.js/cloud'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { hashesOf } from '../../../src/domain/ownership.ts'
import { changeFields } from '../../../test/contract/connector/change.ts'
import { issueChange, issueDraft, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'
import { jira } from '../index.ts'

let tracker: Awaited<ReturnType<typeof startTracker>>
beforeAll(async () => {
  tracker = await startTracker((env, context) => {
    const settings = jira.env.parse(env)
    if (!settings) throw new Error('the settings are empty')
    return jira.open(settings, context)
  })
})
beforeEach(async () => {
  await tracker.reset()
  // Screens are kept for ten minutes.
  await tracker.wait(600_000)
})
afterAll(() => tracker.stop())

const textarea = { key: 'customfield_10050', name: 'Impact', required: true, isRich: true }
const closed = { status: 'closed', reason: 'completed' } as const

const create = (draft: Parameters<typeof issueDraft>[0]) =>
  tracker.connector.create(tracker.target, issueDraft(draft), soon())

const fieldsOf = async (id: string) =>
  (await getIssue(tracker.client, { issueIdOrKey: id })).fields as Record<string, unknown>

it("a route's text for a field that wants a document is made one", async () => {
  tracker.jira.configure('PAY', { customFields: [textarea] })
  const screen = ['description', 'labels', 'environment']
  tracker.jira.configure('PAY', { screen })
  const options = { fields: { environment: 'prod', Impact: 'All **customers**' } }

  const { id } = await create({ options })

  const fields = await fieldsOf(id)
  expect(JSON.stringify(fields.environment)).toContain('"text":"prod"')
  expect(JSON.stringify(fields.customfield_10050)).toContain('"strong"')
  expect(tracker.jira.log.filter((line) => line.includes('/rest/api/2/issue'))).toEqual([])
})

it('a screen of more fields than a page is read to its end', async () => {
  const many = Array.from({ length: 120 }, (_, n) => ({
    key: `customfield_${20_000 + n}`,
    name: `Field ${n}`,
    required: n === 119,
  }))
  tracker.jira.configure('PAY', { customFields: many })

  await expect(create({})).rejects.toThrow('Jira requires "Field 119" (customfield_20119)')
})

it('a due date that is none, and labels without a place, are noted in the description', async () => {
  tracker.jira.configure('PAY', { screen: ['description', 'duedate'] })

  const made = await create({ dueDate: '2006-01-02T15:04:05Z07:00', labels: ['Bug'] })

  const { description } = await fieldsOf(made.id)
  expect(JSON.stringify(description)).toContain('due date 2006-01-02T15:04:05Z07:00')
  expect(made.dropped).toEqual(['labels Bug', 'due date 2006-01-02T15:04:05Z07:00'])
  const { labels } = await tracker.connector.read(refOf('PAY', made), soon())
  expect(labels).toBeNull()
})

it('a text goes on to say what Jira did not take, and the next one is no less ours', async () => {
  tracker.jira.configure('PAY', { screen: ['description'] })
  const made = await create({ key: 'k', body: 'Old text', labels: ['Bug'] })
  const issue = refOf('PAY', made)
  const written = await hashesOf(made.forms ?? {})
  const change = { key: 'k', leftOut: made.dropped ?? [] }

  const next = await changeFields(tracker.connector, issue, {
    ...{ ...change, written, now: { body: 'New text' } },
  })
  await changeFields(tracker.connector, issue, {
    ...{ ...change, written: next.written, now: { body: 'Newer text' } },
  })

  const { body } = await tracker.read(issue)
  expect(body).toBe('Newer text\nNot set in Jira: labels Bug')
})

it('an edit screen without Description holds back no status, and what was refused is told', async () => {
  const issue = refOf('PAY', await create({ key: 'k', title: 'Old', body: 'Old text' }))
  tracker.jira.configure('PAY', { screen: ['labels'] })
  const change = { key: 'k', was: { body: 'Old text' }, now: { body: 'New text' } }

  const alone = changeFields(tracker.connector, issue, change)
  await expect(alone).rejects.toMatchObject({ kind: 'rejected' })
  const besides = { addLabels: ['new'], state: closed }
  const both = await changeFields(tracker.connector, issue, { ...change, ...besides })

  expect(both.remote?.state).toEqual(closed)
  expect(both.written).toEqual({})
  expect(both.remote?.dropped).toEqual([
    expect.stringMatching(/^description: Field 'description' cannot/),
  ])
  expect(await tracker.read(issue)).toMatchObject({ state: closed, labels: ['new'] })
})

it('who may not edit may close: the status is written, and what was refused is told', async () => {
  const issue = refOf('PAY', await create({ key: 'k' }))
  tracker.jira.configure('PAY', { lacking: ['EDIT_ISSUES'] })

  const answer = await tracker.connector.update(
    issue,
    issueChange({ key: 'k', addLabels: ['new'], state: closed }),
    soon(),
  )

  expect(answer.state).toEqual(closed)
  expect(answer.dropped).toEqual([expect.stringMatching(/^labels: You do not have permission/)])
})

it.each([
  ['ADD_COMMENTS', 'Add Comments'],
  ['EDIT_ISSUES', 'Edit Issues'],
  ['TRANSITION_ISSUES', 'Transition Issues'],
  ['CREATE_ATTACHMENTS', 'Create Attachments'],
])('a check finds that the log-in lacks %s', async (permission, words) => {
  tracker.jira.configure('PAY', { lacking: [permission] })

  const checking = tracker.connector.check('PAY', soon())

  const message = `In PAY the log-in may not: ${words}. Grant these permissions in the project's permission scheme.`
  await expect(checking).rejects.toMatchObject({ kind: 'forbidden', message })
})
