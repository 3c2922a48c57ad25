import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { Tracker } from '../../contract/connector/index.ts'
import type { TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import type { Sent } from '../../trackers/kit/outbox.ts'

/** A tracker over HTTP with a person in it, and a bridge before it. */
export interface Round {
  /** The tracker's id. */
  readonly tracker: string
  readonly person: Pick<
    Tracker,
    'read' | 'close' | 'reopen' | 'label' | 'say' | 'rewrite' | 'unsay'
  >
  /** The person's name as the tracker tells it with a comment. */
  readonly name: string
  /** What the connector asked for; `outbox` is the webhooks on their way. */
  readonly server: {
    readonly log: string[]
    readonly outbox: Sent[]
    now(): number
    advance(ms: number): Promise<void>
    reset(): Promise<void>
  }
  /** Starts a bridge before the tracker, by its clock. */
  start(): TestBridge
  /** The only issue there is. */
  only(): Promise<RemoteRef>
}

const minute = 60_000

/** What a person does in the tracker comes back to the scanner, by polls alone and by webhooks; nothing of ours does. */
export function testComesBack(open: () => Round): void {
  let round: Round
  let bridge: TestBridge
  beforeEach(async () => {
    round = open()
    await round.server.reset()
    bridge = round.start()
  })
  afterEach(() => bridge.stop())

  describe.each([
    ['polling alone', false],
    ['webhooks and polling', true],
  ])('what a person does comes back by %s:', (_, byWebhook) => {
    it('a close and a reopening, as status', async () => {
      const { path, ref } = await file()
      await round.server.advance(2000)

      await round.person.close(ref, 'completed')
      await comeBack()
      const closed = await bridge.kondukto('GET', path)
      await round.server.advance(2000)
      await round.person.reopen(ref)
      await comeBack()

      expect(closed.body.status).toBe('closed')
      expect((await bridge.kondukto('GET', path)).body.status).toBe('open')
    })

    it('a close in the second in which we filed the issue', async () => {
      const { path, ref } = await file()

      await round.person.close(ref, 'not_planned')
      await comeBack()

      expect((await bridge.kondukto('GET', path)).body.status).toBe('closed')
    })

    it('a comment, once and to the letter; its new text; and that it is gone', async () => {
      const { path, ref } = await file()
      const text = 'kondukto: is this *real*, @dev?\n\n    code'

      const comment = await round.person.say(ref, text)
      await comeBack()
      await nextPoll()
      const said = await comments(path)
      await round.server.advance(2000)
      await round.person.rewrite(ref, comment, 'kondukto: it is')
      await comeBack()
      const edited = await comments(path)
      await round.server.advance(2000)
      await round.person.unsay(ref, comment)
      await comeBack()

      expect(said).toEqual([[round.name, text]])
      expect(edited).toEqual([[round.name, 'kondukto: it is']])
      expect(await comments(path)).toEqual([])
    })

    it('labels, as the scanner reads them', async () => {
      const { path, ref } = await file({ labels: ['Bug'] })
      await round.server.advance(2000)

      await round.person.label(ref, 'theirs')
      await comeBack()

      expect((await bridge.kondukto('GET', path)).body.labels).toEqual(['Bug', 'theirs'])
    })

    it('and nothing of what we wrote ourselves', async () => {
      const { path } = await file()
      const author = { username: 'scan', email: '' }
      const body = { comments: [{ body: 'by the scanner', author }] }
      await bridge.kondukto('POST', `${path}/comments`, body)
      const shot = { title: 'shot.png', base64_content: 'iVBORw0KGgo=' }
      await bridge.kondukto('POST', `${path}/attachments`, { attachments: [shot] })
      await bridge.kondukto('PATCH', path, { status: 'closed' })
      await pass(2000)
      const written = writes()

      await comeBack()
      await nextPoll()

      expect(await comments(path)).toEqual([['scan', 'by the scanner']])
      expect((await bridge.kondukto('GET', path)).body.status).toBe('closed')
      expect(writes()).toEqual(written)
    })

    async function comeBack(): Promise<void> {
      if (!byWebhook) return nextPoll()
      for (const one of round.server.outbox.splice(0)) expect([200, 202]).toContain(await send(one))
      await pass(0)
    }
  })

  async function file(finding: Record<string, unknown> = {}) {
    const { body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding(finding))
    return { path: `/api/v1/issues/${body.id}`, ref: await round.only() }
  }

  async function comments(path: string): Promise<[string, string][]> {
    const { body } = await bridge.kondukto('GET', `${path}/comments`)
    return body.comments.map((one: { author: { username: string }; body: string }) => [
      one.author.username,
      one.body,
    ])
  }

  async function send({ headers, body }: Sent): Promise<number> {
    const url = `http://bridge/trackers/${round.tracker}/events`
    return (await bridge.fetch(new Request(url, { method: 'POST', headers, body }))).status
  }

  function nextPoll(): Promise<void> {
    return pass(minute)
  }

  /** Lets time pass, and everything be done when it becomes due. */
  async function pass(ms: number): Promise<void> {
    const { now, advance } = round.server
    const end = now() + ms
    for (let next = await bridge.tick(); next <= now() || now() < end; next = await bridge.tick()) {
      if (next > now()) await advance(Math.min(next, end) - now())
    }
  }

  /** What we wrote to the tracker so far. */
  function writes(): string[] {
    return round.server.log.filter((line) => !line.startsWith('GET'))
  }
}
