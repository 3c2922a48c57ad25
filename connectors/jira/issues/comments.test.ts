import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { commentDraft, issueDraft, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'

let tracker: Awaited<ReturnType<typeof startTracker>>
beforeAll(async () => {
  tracker = await startTracker(openStrictly, { webhooks: true })
})
beforeEach(async () => {
  await tracker.reset()
  tracker.jira.configure('PAY', { isService: true })
})
afterAll(() => tracker.stop())

const file = async () =>
  refOf(tracker.target, await tracker.connector.create(tracker.target, issueDraft(), soon()))

async function say(options: Record<string, unknown> = {}) {
  const issue = await file()
  const draft = commentDraft('Why this is a false positive', { key: 'c-1', options })
  const made = await tracker.connector.comment(issue, draft, soon())
  return { issue, draft, made, isPublic: await isPublic(made.id) }
}

/** Whether a customer sees it. */
async function isPublic(comment: string): Promise<unknown> {
  const { body } = await tracker.client
    .sendRequest<{ body: unknown }>({
      url: `/rest/api/3/issue/PAY-1/comment/${comment}`,
      method: 'GET',
    })
    .then((answer) => ({ body: answer }))
  return (body as { jsdPublic?: unknown }).jsdPublic
}

it('customers of a service project do not see our comments, unless the route says so', async () => {
  const usual = await say()
  await tracker.reset()
  tracker.jira.configure('PAY', { isService: true })
  const open = await say({ comments: 'public' })

  expect([usual.isPublic, open.isPublic]).toEqual([false, true])
})

it('our internal comment is known for ours however it comes back, and is not made twice', async () => {
  const { cursor } = await tracker.connector.changes(tracker.target, null, soon())
  const { issue, draft, made } = await say()
  const again = await tracker.connector.comment(issue, { ...draft, uncertain: true }, soon())
  const { events } = await tracker.connector.changes(tracker.target, cursor, soon())
  const sent = await Promise.all(
    (tracker.sent?.() ?? []).map((request) => tracker.connector.receive?.(request)),
  )
  const ours = expect.objectContaining({ kind: 'comment', comment: made.id, key: 'c-1' })

  expect(again.id).toBe(made.id)
  expect((await tracker.connector.comments(issue, soon())).events).toEqual([ours])
  expect(events).toContainEqual(ours)
  expect(events).toContainEqual(expect.objectContaining({ kind: 'issue', comments: 1 }))
  expect(sent.flatMap((received) => received?.events ?? [])).toContainEqual(ours)
})
