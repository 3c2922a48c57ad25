import { updateComment } from 'jira.js/cloud'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TrackerEvent } from '../../../src/domain/events.ts'
import type { InboundRequest } from '../../../src/platform/adapter.ts'
import { bytesOf, textOf } from '../../../src/platform/bytes.ts'
import { signHmac } from '../../../src/platform/secrets/hmac.ts'
import { issueDraft, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { typed } from '../../../test/trackers/jira/rest/adf.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'
import { webhookSecret } from '../../../test/trackers/kit/outbox.ts'

/** Atlassian's own example: developer.atlassian.com/cloud/jira/platform/webhooks */
const vector = {
  body: 'Hello World!',
  signature: 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9',
}

let tracker: Awaited<ReturnType<typeof startTracker>>
beforeAll(async () => {
  tracker = await startTracker(openStrictly, { webhooks: true })
})
beforeEach(() => tracker.reset())
afterAll(() => tracker.stop())

const file = async () =>
  refOf(tracker.target, await tracker.connector.create(tracker.target, issueDraft(), soon()))
const receive = async (delivery: InboundRequest) => tracker.connector.receive?.(delivery)
const heard = async () =>
  (await Promise.all((tracker.sent?.() ?? []).map(receive))).flatMap((one) => one?.events ?? [])

/** What a message with this body leads to, properly signed. */
async function eventsOf(body: object): Promise<readonly TrackerEvent[]> {
  const text = JSON.stringify(body)
  const headers = new Headers({
    'x-hub-signature': `sha256=${await signHmac(bytesOf(text), webhookSecret)}`,
    'x-atlassian-webhook-identifier': 'w-1',
  })
  return (await receive({ headers, body: bytesOf(text) }))?.events ?? []
}

describe('a delivery of Jira', () => {
  it("with the signature of Atlassian's own example is verified: it fails later, for not being JSON", async () => {
    const headers = new Headers({
      'x-hub-signature': vector.signature,
      'x-atlassian-webhook-identifier': 'w-1',
    })

    const receiving = receive({ headers, body: bytesOf(vector.body) })

    await expect(receiving).rejects.toMatchObject({ name: 'HttpError', status: 400 })
  })

  it('without an id of its own is refused, as it could not be known again', async () => {
    await file()
    const [delivery] = tracker.sent?.() ?? []
    delivery?.headers.delete('x-atlassian-webhook-identifier')

    const receiving = receive(delivery as InboundRequest)

    await expect(receiving).rejects.toMatchObject({ name: 'HttpError', status: 422 })
  })

  it('about what is no issue of ours to tell says nothing, and is no error', async () => {
    const issue = await file()
    tracker.jira.configure('PAY', { isService: true })
    await tracker.whisper(issue, 'For agents', 'agents')
    await tracker.whisper(issue, 'For administrators', 'administrators')

    const events = await heard()

    expect(events.filter(({ kind }) => kind === 'comment')).toEqual([])
  })

  it('tells that an issue is gone, and that it goes on under another key', async () => {
    const [one, other] = [await file(), await file()]
    tracker.sent?.()
    tracker.jira.move(one.key, 'OPS')
    await tracker.remove(other)

    const events = await heard()

    const moved = { id: one.id, key: 'OPS-1', target: 'OPS' }
    expect(events).toContainEqual(expect.objectContaining({ kind: 'issue', issue: moved }))
    expect(events).toContainEqual(expect.objectContaining({ kind: 'doubtful', issue: other }))
  })

  it.each([
    ['issue', { id: '../../user/search?query=', key: 'PAY-1' }, { id: '1' }],
    ['comment', { id: '10000', key: 'PAY-1' }, { id: '../../../../myself' }],
  ])('whose %s has an id that is a path asks Jira nothing', async (_, issue, comment) => {
    tracker.jira.log.length = 0

    for (const webhookEvent of ['comment_created', 'comment_deleted', 'jira:issue_deleted'])
      await eventsOf({ webhookEvent, timestamp: 1, issue, comment })

    expect(tracker.jira.log.filter((line) => /myself|search/.test(line))).toEqual([])
  })

  it('that restricts a public comment takes it off at once', async () => {
    const issue = await file()
    const comment = await tracker.say(issue, 'For all')
    const visibility = { type: 'role', value: 'Administrators' } as const
    const body = { body: typed('For few'), visibility }
    await updateComment(tracker.client, { issueIdOrKey: issue.id, id: comment, body })

    const events = await heard()

    const deleted = { kind: 'comment-deleted', issue, comment }
    expect(events).toContainEqual(expect.objectContaining(deleted))
  })

  it.each<[string, Record<string, unknown>]>([
    ['comment: null', { fields: { comment: null } }],
    ['a number for its id', { id: 10001 }],
    ['no changelog', { changelog: undefined }],
    ['an odd status', { fields: { status: 'Done' } }],
    ['no fields', { fields: null }],
  ])('with %s tells of the issue all the same', async (_, odd: Record<string, unknown>) => {
    const issue = await file()
    await tracker.close(issue, 'completed')
    const [delivery] = (tracker.sent?.() ?? []).slice(-1)
    const sent = JSON.parse(textOf(delivery?.body ?? bytesOf('')))
    const fields = odd.fields === null ? null : { ...sent.issue.fields, ...Object(odd.fields) }
    const { timestamp, changelog, ...rest } = sent

    const events = await eventsOf({ ...rest, issue: { ...sent.issue, ...odd, fields } })

    const state = { status: 'closed', reason: 'completed' }
    expect(events).toEqual([expect.objectContaining({ kind: 'issue', state })])
    expect(events[0]?.issue.id).toBe(issue.id)
  })

  it.each([
    ['in the old form', 'jira:issue_updated', true],
    ['without its issue', 'comment_created', false],
  ])('of a comment %s brings the comment at once', async (_, webhookEvent, hasIssue) => {
    const issue = await file()
    const id = await tracker.say(issue, 'Said')
    const self = `${tracker.jira.url}/rest/api/2/issue/${issue.id}/comment/${id}`
    const { id: issueId, key } = issue

    const events = await eventsOf({
      webhookEvent,
      issue_event_type_name: 'issue_commented',
      comment: { id, self },
      ...(hasIssue && { issue: { id: issueId, key } }),
    })

    const said = expect.objectContaining({ kind: 'comment', comment: id, body: 'Said' })
    expect(events).toContainEqual(said)
    for (const event of events) expect(event.issue.id).toBe(issueId)
  })

  it('that needs a look into Jira is not taken while Jira does not answer: it will be sent again', async () => {
    const issue = await file()
    tracker.sent?.()
    await tracker.say(issue, 'A comment')
    const [delivery] = tracker.sent?.() ?? []
    tracker.fail({ kind: 'offline' })

    const receiving = receive(delivery as InboundRequest)

    await expect(receiving).rejects.toMatchObject({ name: 'TrackerError', kind: 'unavailable' })
  })
})
