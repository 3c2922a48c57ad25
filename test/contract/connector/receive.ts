import { expect, test } from 'vitest'
import type { Capabilities } from '../../../connectors/definition.ts'
import type { TrackerEvent } from '../../../src/domain/events.ts'
import type { InboundRequest } from '../../../src/platform/adapter.ts'
import { bytesOf, textOf } from '../../../src/platform/bytes.ts'
import { commentDraft, soon } from './drafts.ts'
import type { Bench } from './index.ts'

/** What webhooks report: the same as polls, and only where the tracker has signed it. */
export function testReceive(bench: Bench, proof: Capabilities['webhooks']): void {
  const sent = () => bench.tracker.sent?.() ?? []
  const receive = async (delivery: InboundRequest) => bench.connector.receive?.(delivery)
  const eventsIn = async (
    deliveries: readonly InboundRequest[],
  ): Promise<readonly TrackerEvent[]> =>
    (await Promise.all(deliveries.map(receive))).flatMap((received) => received?.events ?? [])

  test('hears the same that a poll tells', async () => {
    const { connector, tracker } = bench
    const issue = await bench.file({ labels: ['ours'] })
    const { cursor } = await bench.poll(null)
    await tracker.wait(2000)
    await tracker.label(issue, 'theirs')
    await tracker.close(issue, 'not_planned')
    await connector.comment(issue, commentDraft('Ours', { key: 'c-1' }), soon())
    await tracker.say(issue, 'kondukto: is it *real*?')

    const { events: polled } = await bench.poll(cursor)
    const heard = await eventsIn(sent())

    expect(polled.map(({ kind }) => kind).toSorted()).toEqual(['comment', 'comment', 'issue'])
    for (const event of polled) {
      const told = event.kind === 'issue' ? { ...event, comments: null } : event
      expect(heard).toContainEqual(told)
    }
  })

  test('hears that a comment is gone', async () => {
    const { tracker } = bench
    const issue = await bench.file()
    const comment = await tracker.say(issue, 'Said')
    sent()

    await tracker.unsay(issue, comment)

    expect(await eventsIn(sent())).toContainEqual(
      expect.objectContaining({ kind: 'comment-deleted', issue, comment }),
    )
  })

  test('knows a delivery again by its id', async () => {
    const { tracker } = bench
    const issue = await bench.file()
    await tracker.say(issue, 'One')
    await tracker.say(issue, 'Two')
    const deliveries = sent()

    expect(deliveries.length).toBeGreaterThan(0)
    const ids = await Promise.all(deliveries.map(async (one) => (await receive(one))?.id))
    const again = await Promise.all(deliveries.map(async (one) => (await receive(one))?.id))

    expect(new Set(ids).size).toBe(deliveries.length)
    expect(again).toEqual(ids)
  })

  test('has the tracker send again what did not arrive, once', async ({ skip }) => {
    const { connector, tracker } = bench
    if (!connector.redeliver || !tracker.lose) return skip()
    const issue = await bench.file()
    sent()
    await tracker.say(issue, 'Lost')
    const lost = tracker.lose()

    const count = await connector.redeliver(tracker.target, soon())

    const again = sent()
    expect(count).toBe(1)
    expect(again.map(({ body }) => textOf(body))).toEqual([textOf(lost.body)])
    expect(await receive(lost)).toEqual(await receive(again[0] ?? lost))
  })

  const forged = Object.entries(proof === 'hmac' ? forgeries : forgedTokens)

  test.each(forged)('refuses a delivery with %s', async (_, forge) => {
    await bench.file()
    const [delivery] = sent()
    if (!delivery) throw new Error('nothing was sent')

    const receiving = receive(forge(delivery))

    await expect(receiving).rejects.toMatchObject({ name: 'HttpError', status: 403 })
  })
}

const forgeries: Record<string, (delivery: InboundRequest) => InboundRequest> = {
  'no signature': (delivery) => signedWith(delivery, () => null),
  'an empty signature': (delivery) => signedWith(delivery, () => ''),
  'a signature of something else': (delivery) =>
    signedWith(delivery, () => `sha256=${'a'.repeat(64)}`),
  'a signature that is cut': (delivery) => signedWith(delivery, (its) => its.slice(0, -1)),
  'more than its signature': (delivery) => signedWith(delivery, (its) => `${its}00`),
  'a signature without its scheme': (delivery) => signedWith(delivery, (its) => its.slice(7)),
  'a signature by another scheme': (delivery) =>
    signedWith(delivery, (its) => its.replace('sha256', 'sha1')),
  'its scheme in capitals': (delivery) =>
    signedWith(delivery, (its) => its.replace('sha256', 'SHA256')),
  'another text': ({ headers, body }) => ({ headers, body: bytesOf(`${textOf(body)} `) }),
  'no text': ({ headers }) => ({ headers, body: bytesOf('') }),
  'the same text written in another way': ({ headers, body }) => ({
    headers,
    body: bytesOf(JSON.stringify(JSON.parse(textOf(body)), null, 1)),
  }),
}

/** For trackers that prove themselves by a token in a header, such as `x-gitlab-token`, or in the address. */
const forgedTokens: Record<string, (request: InboundRequest) => InboundRequest> = {
  'no token': (request) => tokenWith(request, () => null),
  'an empty token': (request) => tokenWith(request, () => ''),
  'a token that is cut': (request) => tokenWith(request, (its) => its.slice(0, -1)),
  'more than its token': (request) => tokenWith(request, (its) => `${its}0`),
}

function tokenWith(
  { headers, body, token }: InboundRequest,
  change: (token: string) => string | null,
): InboundRequest {
  const forged = new Headers(headers)
  for (const [name, its] of headers) {
    if (!/token|authorization/.test(name)) continue
    const changed = change(its)
    forged.delete(name)
    if (changed !== null) forged.set(name, changed)
  }
  return { headers: forged, body, token: token == null ? null : change(token) }
}

function signedWith(
  { headers, body }: InboundRequest,
  change: (signature: string) => string | null,
): InboundRequest {
  const forged = new Headers(headers)
  for (const name of ['x-hub-signature', 'x-hub-signature-256']) {
    const its = forged.get(name)
    const changed = its === null ? null : change(its)
    forged.delete(name)
    if (changed !== null) forged.set(name, changed)
  }
  return { headers: forged, body }
}
