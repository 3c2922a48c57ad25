import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { type FailureKind, TrackerError } from '../../../src/domain/errors.ts'
import { commentDraft, fileDraft, issueChange, issueDraft, soon } from './drafts.ts'
import type { Bench } from './index.ts'

interface Answer {
  readonly status: number
  readonly kind: FailureKind
  readonly headers?: Record<string, string>
  readonly retryAfterMs?: number
}

const answers: readonly Answer[] = [
  { status: 401, kind: 'unauthorized' },
  { status: 403, kind: 'forbidden' },
  { status: 404, kind: 'missing' },
  { status: 422, kind: 'rejected' },
  { status: 429, kind: 'limited', headers: { 'retry-after': '7' }, retryAfterMs: 7000 },
  { status: 500, kind: 'unavailable' },
  { status: 503, kind: 'unavailable' },
]

/** Failures: each has its name, and a call that may have done its work does it once. */
export function testFailures(bench: Bench): void {
  test.each(answers)('calls an answer of $status $kind', async (answer) => {
    const { status, kind, headers = {}, retryAfterMs = null } = answer
    bench.tracker.fail({ kind: 'answer', status, headers })

    const failure = await bench.create().catch((error: unknown) => error)

    expect(failure).toBeInstanceOf(TrackerError)
    expect(failure).toMatchObject({ kind, retryAfterMs })
    expect(await bench.tracker.count()).toBe(0)
  })

  test('calls a dropped connection unavailable', async () => {
    bench.tracker.fail({ kind: 'offline' })

    await expect(bench.create()).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('says unauthorized where a check finds the log-in refused', async () => {
    bench.tracker.fail({ kind: 'answer', status: 401 })

    const checking = bench.connector.check(bench.tracker.target, soon())

    await expect(checking).rejects.toMatchObject({ kind: 'unauthorized' })
  })

  test('ends promptly when it is aborted, whatever it is doing', async () => {
    const { connector, tracker } = bench
    const issue = await bench.file()
    const { cursor } = await bench.poll(null)
    const { target } = tracker
    const calls: ((signal: AbortSignal) => Promise<unknown>)[] = [
      (signal) => connector.check(target, signal),
      (signal) => connector.create(target, issueDraft(), signal),
      (signal) => connector.update(issue, issueChange({ addLabels: ['a'] }), signal),
      (signal) => connector.comment(issue, commentDraft('Hello'), signal),
      (signal) => connector.attach(issue, fileDraft('a.txt'), signal),
      (signal) => connector.read(issue, signal),
      (signal) => connector.fields(issue, signal),
      (signal) => connector.comments(issue, signal),
      (signal) => connector.changes(target, cursor, signal),
    ]

    for (const call of calls) {
      tracker.fail({ kind: 'hang' })
      const stop = new AbortController()
      const calling = call(stop.signal)
      setImmediate(() => stop.abort())
      await expect(calling, String(call)).rejects.toMatchObject({
        name: 'TrackerError',
        kind: 'unavailable',
      })
    }
  })

  test.each(['{}', '[]', '"text"', '{"id":{},"number":null,"fields":[],"issues":{}}', '{"id":'])(
    'throws nothing but TrackerError at an answer of %s',
    async (body) => {
      const { connector, tracker } = bench
      const issue = await bench.file()
      const { cursor } = await bench.poll(null)
      const { target } = tracker
      const headers = { 'content-type': 'application/json' }
      const calls = [
        () => connector.check(target, soon()),
        () => connector.create(target, issueDraft({ uncertain: true }), soon()),
        () => connector.update(issue, issueChange({ addLabels: ['a'] }), soon()),
        () => connector.comment(issue, commentDraft('Hello'), soon()),
        () => connector.comment(issue, commentDraft('Hello', { uncertain: true }), soon()),
        () => connector.attach(issue, fileDraft('a.txt'), soon()),
        () => connector.read(issue, soon()),
        () => connector.fields(issue, soon()),
        () => connector.comments(issue, soon()),
        () => connector.changes(target, cursor, soon()),
      ]

      for (const call of calls) {
        tracker.fail({ kind: 'answer', status: 200, headers, body })
        const name = await call().then(
          () => 'TrackerError',
          (error) => error.name,
        )
        expect(name, `${call} at ${body}`).toBe('TrackerError')
      }
    },
  )

  test.each(['', 'null', '[]', '{"since":{}}', 'nonsense'])(
    'refuses a cursor that is not its own: %j',
    async (cursor) => {
      await expect(bench.poll(cursor)).rejects.toMatchObject({ name: 'TrackerError' })
    },
  )

  test.each([401, 403, 422, 500])('has no secret in what it says of a %i', async (status) => {
    const { secrets } = bench.tracker
    bench.tracker.fail({ kind: 'answer', status })

    const failure = await bench.create().catch((error: unknown) => error)

    const shown = inspect(failure, { depth: 10, showHidden: true })
    for (const secret of secrets) expect(shown).not.toContain(secret)
  })

  test.each(['commit-then-drop', 'commit-then-502'] as const)(
    'makes nothing twice after %s',
    async (kind) => {
      const { connector, tracker } = bench
      const issue = await bench.file()
      await connector.attach(issue, fileDraft('before.txt'), soon())
      const comment = commentDraft('Hello')
      const file = fileDraft('after.txt')
      const tries = [
        (uncertain: boolean) => bench.create({ key: 'k', uncertain }),
        (uncertain: boolean) => connector.comment(issue, { ...comment, uncertain }, soon()),
        (uncertain: boolean) => connector.attach(issue, { ...file, uncertain }, soon()),
      ]

      for (const attempt of tries) {
        tracker.fail({ kind })
        await expect(attempt(false)).rejects.toMatchObject({ kind: 'unavailable' })
        await tracker.wait(60_000)
        await attempt(true)
      }

      const { comments, attachments } = await tracker.read(issue)
      expect(await tracker.count()).toBe(2)
      expect(comments.filter(({ body }) => body.includes('Hello'))).toHaveLength(1)
      expect(attachments).toHaveLength(2)
    },
  )
}
