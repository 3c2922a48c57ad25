import { createIssue, getIssue } from 'jira.js/cloud'
import { createClient } from 'jira.js/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Jira } from './jira.ts'
import { clientOfPerson, openPerson } from './person.ts'
import { startJira } from './server.ts'

describe('the test Jira', () => {
  let jira: Jira

  beforeAll(async () => {
    jira = await startJira()
  })
  beforeEach(() => jira.reset())
  afterAll(() => jira.stop())

  const open = () => {
    const auth = { type: 'basic' as const, email: jira.email, apiToken: jira.token }
    return createClient({ host: jira.url, auth, onSchemaMismatch: 'throw' })
  }

  it('keeps an issue, and what a person does to it', async () => {
    const client = open()
    const fields = { project: { key: 'PAY' }, issuetype: { name: 'Bug' }, summary: 'A finding' }
    const made = await createIssue(client, { fields })
    const issue = { target: 'PAY', id: made.id, key: made.key }
    const person = openPerson(clientOfPerson(jira))

    const comment = await person.say(issue, 'One\nTwo')
    await person.edit(issue, { title: 'Theirs', body: 'Their text' })
    await person.label(issue, 'theirs')
    await person.close(issue, 'duplicate')

    expect(await person.read(issue)).toEqual({
      title: 'Theirs',
      body: 'Their text',
      state: { status: 'closed', reason: 'duplicate' },
      labels: ['theirs'],
      assignee: '',
      comments: [{ id: comment, body: 'One\nTwo' }],
      attachments: [],
    })
    expect(await person.countIn('PAY')).toBe(1)
    expect(await getIssue(client, { issueIdOrKey: made.id })).toMatchObject({ key: 'PAY-1' })
  })
})
