import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { webhookSecret } from '../../kit/outbox.ts'
import { casey } from '../people.ts'
import { typed } from '../rest/adf.ts'
import { openBench } from './bench.ts'

describe("the test Jira's webhooks", () => {
  const bench = openBench({ webhooks: true })

  const eventsOf = () =>
    bench.jira.outbox.splice(0).map(({ body }) => JSON.parse(body) as Record<string, unknown>)

  it('are signed, and each has an id of its own', async () => {
    bench.jira.seed(1)
    await bench.file()
    await bench.file()

    const [one, two] = bench.jira.outbox
    expect(bench.jira.outbox).toHaveLength(2)
    const hmac = createHmac('sha256', webhookSecret).update(one?.body ?? '')
    expect(one?.headers['x-hub-signature']).toBe(`sha256=${hmac.digest('hex')}`)
    const ids = [one, two].map((sent) => sent?.headers['x-atlassian-webhook-identifier'])
    expect(new Set(ids).size).toBe(2)
    expect(one?.headers['x-atlassian-webhook-flow']).toBe('Primary')
  })

  it("tell an issue's life with what changed, texts as text", async () => {
    const { jira, person } = bench
    const issue = await bench.file({ description: typed('One\nTwo') })
    await person.close(issue, 'duplicate')
    jira.move(issue.id, 'OPS')
    await person.remove(issue)

    const [created, closed, moved, deleted] = eventsOf()
    const brief = { id: issue.id, key: 'PAY-1', self: `${jira.url}/rest/api/2/issue/${issue.id}` }
    expect(created).toMatchObject({
      ...{ timestamp: jira.now(), webhookEvent: 'jira:issue_created' },
      user: { accountId: '712020:bot' },
      issue: { ...brief, fields: { description: 'One\nTwo' } },
    })
    expect(closed).toMatchObject({
      ...{ webhookEvent: 'jira:issue_updated', user: { accountId: casey.accountId } },
      issue: { fields: { status: { name: 'Done' } } },
      changelog: {
        items: [
          { field: 'status', fromString: 'To Do', toString: 'Done' },
          { field: 'resolution', fromString: null, toString: 'Duplicate' },
        ],
      },
    })
    const key = { field: 'Key', fromString: 'PAY-1', toString: 'OPS-1' }
    expect(moved?.changelog).toMatchObject({ items: [{ field: 'project' }, key] })
    expect(deleted).toMatchObject({ webhookEvent: 'jira:issue_deleted', issue: { key: 'OPS-1' } })
  })

  it("tell a comment's life, and that its issue was updated", async () => {
    const { person } = bench
    const issue = await bench.file()
    eventsOf()
    const comment = await person.say(issue, 'Old')
    await person.rewrite(issue, comment, 'New')
    await person.unsay(issue, comment)

    const events = eventsOf()

    expect(events.map(({ webhookEvent }) => webhookEvent)).toEqual([
      ...['comment_created', 'jira:issue_updated'],
      ...['comment_updated', 'jira:issue_updated'],
      ...['comment_deleted', 'jira:issue_updated'],
    ])
    expect(events[1]).toMatchObject({
      issue_event_type_name: 'issue_commented',
      comment: { id: comment, body: 'Old' },
    })
    expect(events[2]).toMatchObject({
      comment: { id: comment, body: 'New', jsdPublic: true },
      issue: { id: issue.id, key: issue.key },
    })
  })

  it('say what kind of change it was, as recorded', async () => {
    const { person } = bench
    const issue = await bench.file()
    await person.edit(issue, { title: 'Another' })
    await person.assign(issue, casey.accountId)
    await person.close(issue, 'completed')

    const names = eventsOf().map(({ issue_event_type_name: name }) => name)

    const changes = ['issue_updated', 'issue_assigned', 'issue_resolved']
    expect(names).toEqual(['issue_created', ...changes])
  })
})
