import webhooks from '@octokit/webhooks-examples/api.github.com/index.json' with { type: 'json' }
import { sign } from '@octokit/webhooks-methods'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InboundRequest } from '../../../src/platform/adapter.ts'
import { bytesOf } from '../../../src/platform/bytes.ts'
import { issueDraft, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { startTracker } from '../../../test/trackers/github/tracker.ts'
import { webhookSecret } from '../../../test/trackers/github/webhooks/webhooks.ts'
import { receiveEvents } from './receive.ts'

/** GitHub's own example: docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
const vector = {
  secret: "It's a Secret to Everybody",
  body: 'Hello, World!',
  signature: 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
}
const refused = { name: 'HttpError', status: 403 }

/** What a message is translated with: these secrets, on github.com or where `site` says. */
function by(secrets: string[], site = 'github.com') {
  return { secrets, site, now: Date.now() }
}

describe('a delivery', () => {
  it("with the signature of GitHub's own example is verified: it fails later, for not being JSON", async () => {
    const received = receiveEvents(deliveryOf(vector.body, vector.signature), by([vector.secret]))

    await expect(received).rejects.toMatchObject({ name: 'HttpError', status: 400 })
  })

  it.each([
    ['none', ''],
    ['that of another text', `sha256=${'a'.repeat(64)}`],
    ['that is cut', vector.signature.slice(0, -1)],
    ['without its scheme', vector.signature.slice(7)],
    ['with another scheme', vector.signature.replace('sha256', 'sha1')],
    ['with its scheme in capitals', vector.signature.replace('sha256', 'SHA256')],
    ['with more after it', `${vector.signature}00`],
  ])('with a signature %s is refused', async (_, signature) => {
    const received = receiveEvents(deliveryOf(vector.body, signature), by([vector.secret]))

    await expect(received).rejects.toMatchObject(refused)
  })

  it('is refused where its text was changed after it was signed', async () => {
    const signature = await sign('secret', '{"a":1}')

    const received = receiveEvents(deliveryOf('{ "a": 1 }', signature), by(['secret']))

    await expect(received).rejects.toMatchObject(refused)
  })

  it('passes with either of two secrets while one replaces the other, and not with the old one after that', async () => {
    const delivery = deliveryOf('{}', await sign('old', '{}'))

    expect(await receiveEvents(delivery, by(['new', 'old']))).toMatchObject({
      id: 'd-1',
      events: [],
    })
    await expect(receiveEvents(delivery, by(['new']))).rejects.toMatchObject(refused)
  })

  it('is refused where there is no secret at all', async () => {
    const received = receiveEvents(deliveryOf('{}', await sign('any', '{}')), by([]))

    await expect(received).rejects.toMatchObject(refused)
  })
})

describe("GitHub's own examples", () => {
  it.each(examplesOf('issues').filter(([, payload]) => isWhole(payload)))(
    'of issues %s: the issue as it is',
    async (action, payload) => {
      const [event] = await eventsOf('issues', payload)

      const { id, number } = (payload as Example).issue
      const target = (payload as Example).repository.full_name
      const issue = { id: String(id), key: String(number), target }
      const kinds: Record<string, string> = { deleted: 'doubtful', transferred: 'doubtful' }
      expect(event).toMatchObject({ kind: kinds[action] ?? 'issue', issue })
    },
  )

  it.each(examplesOf('issues').filter(([, payload]) => !isWhole(payload)))(
    'of a pull request, or of part of an issue, %s: nothing',
    async (_, payload) => {
      expect(await eventsOf('issues', payload)).toEqual([])
    },
  )

  it.each(examplesOf('issue_comment'))('of a comment %s: the comment', async (action, payload) => {
    const [, event] = await eventsOf('issue_comment', payload)

    const { id, body } = (payload as Example).comment
    const kind = action === 'deleted' ? 'comment-deleted' : 'comment'
    expect(event).toMatchObject({ kind, comment: String(id), ...(kind === 'comment' && { body }) })
  })

  it.each([
    ['a date in the future', { updated_at: '2999-01-01T00:00:00Z' }],
    ['a page elsewhere', { html_url: 'https://evil.example/acme/shop/issues/1' }],
  ])('with %s: a doubt, so that the issue is read', async (_, odd) => {
    const [, payload] = examplesOf('issues').find(([action]) => action === 'opened') ?? []
    const { issue, ...rest } = payload as Example

    const events = await eventsOf('issues', { ...rest, issue: { ...issue, ...odd } })

    expect(events).toMatchObject([{ kind: 'doubtful', issue: { id: String(issue.id) } }])
  })

  it('under another header: the same, as only the body is signed', async () => {
    const [, payload] = examplesOf('issue_comment').find(([action]) => action === 'deleted') ?? []

    const events = await eventsOf('issues', payload)

    expect(events.map(({ kind }) => kind)).toEqual(['issue', 'comment-deleted'])
  })

  it.each(
    webhooks
      .filter(({ name }) => !['issues', 'issue_comment'].includes(name))
      .map(({ name }) => name),
  )('of %s: nothing', async (name) => {
    const [, payload] = examplesOf(name)[0] ?? []

    expect(await eventsOf(name, payload)).toEqual([])
  })
})

describe('an event of a webhook', () => {
  let tracker: Awaited<ReturnType<typeof startTracker>>
  beforeAll(async () => {
    tracker = await startTracker({ webhooks: true })
  })
  beforeEach(() => tracker.reset())
  afterAll(() => tracker.stop())

  it('is the same that a poll tells', async () => {
    const ref = refOf(
      tracker.target,
      await tracker.connector.create(tracker.target, issueDraft(), soon()),
    )
    const { cursor } = await tracker.connector.changes(tracker.target, null, soon())
    await tracker.wait(2000)
    await tracker.close(ref, 'not_planned')
    await tracker.say(ref, 'A comment')

    const { events: polled } = await tracker.connector.changes(tracker.target, cursor, soon())
    const sent = tracker.github.outbox.slice(1).map(({ headers, body }) => ({
      headers: new Headers(headers),
      body: bytesOf(body),
    }))
    const received = await Promise.all(
      sent.map((one) => receiveEvents(one, by([webhookSecret], new URL(tracker.github.url).host))),
    )

    const told = received.flatMap(({ events }) => events)
    const uncounted = polled.map((event) =>
      event.kind === 'issue' ? { ...event, comments: null } : event,
    )
    expect(uncounted).toHaveLength(2)
    for (const event of uncounted) expect(told).toContainEqual(event)
  })
})

interface Example {
  issue: { id: number; number: number; pull_request?: unknown; labels?: unknown }
  repository: { full_name: string }
  comment: { id: number; body: string }
  changes: { new_issue: { id: number; number: number }; new_repository: { full_name: string } }
}

/** Not a pull request, which GitHub counts among the issues, and not a pinned issue, which comes without its labels. */
function isWhole(payload: object): boolean {
  const { pull_request, labels } = (payload as Example).issue
  return labels !== undefined && !pull_request
}

function examplesOf(event: string): [action: string, payload: object][] {
  const { examples } = webhooks.find(({ name }) => name === event) ?? { examples: [] }
  return examples.map((payload) => [(payload as { action?: string }).action ?? '', payload])
}

async function eventsOf(event: string, payload: unknown) {
  const body = JSON.stringify(payload)
  const delivery = deliveryOf(body, await sign('secret', body), event)
  return (await receiveEvents(delivery, by(['secret']))).events
}

function deliveryOf(body: string, signature: string, event = 'issues'): InboundRequest {
  const headers = new Headers({ 'x-github-event': event, 'x-github-delivery': 'd-1' })
  if (signature) headers.set('x-hub-signature-256', signature)
  return { headers, body: bytesOf(body) }
}
