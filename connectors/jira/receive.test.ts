import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InboundRequest } from '../../src/platform/adapter.ts'
import { bytesOf } from '../../src/platform/bytes.ts'
import { issueDraft, refOf, soon } from '../../test/contract/drafts.ts'
import { openStrictly } from '../../test/trackers/jira/open.ts'
import { startTracker } from '../../test/trackers/jira/tracker.ts'

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
    expect(events).toContainEqual(expect.objectContaining({ kind: 'deleted', issue: other }))
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
