import { expect, test } from 'vitest'
import { hashesOf } from '../../../src/domain/ownership.ts'
import { changeFields } from './change.ts'
import { issueDraft, refOf, soon } from './drafts.ts'
import type { Bench } from './index.ts'

/** What else an issue holds, how much a call costs, and two calls at once. */
export function testSchedule(bench: Bench, concurrency: number): void {
  const { priorities, dueDates } = bench.capabilities

  test.skipIf(!priorities)(
    'sets a priority for the severity, and changes one that is still ours',
    async () => {
      const { connector, tracker } = bench
      const made = await bench.create({ severity: 'high' })
      const issue = refOf(tracker.target, made)
      const filed = await tracker.read(issue)
      const last = await hashesOf(made.forms ?? {})

      const { written } = await changeFields(connector, issue, {
        ...{ written: last, now: { severity: 'low' } },
      })
      const lowered = await tracker.read(issue)
      await changeFields(connector, issue, { written: last, now: { severity: 'critical' } })

      expect([filed.severity, lowered.severity]).toEqual(['high', 'low'])
      expect((await tracker.read(issue)).severity).toBe('low')
      expect(written.severity).not.toBe(last.severity)
    },
  )

  test.skipIf(!priorities)(
    "gives a severity to an issue without one, over the tracker's default and not over a person's",
    async () => {
      const { connector, tracker } = bench
      const made = await bench.create({ severity: null })
      const issue = refOf(tracker.target, made)
      const last = await hashesOf(made.forms ?? {})

      await changeFields(connector, issue, { written: last, now: { severity: 'critical' } })
      const raised = await tracker.read(issue)
      const older = { was: { severity: null }, now: { severity: 'low' } } as const
      await changeFields(connector, issue, older)

      expect(raised.severity).toBe('critical')
      expect((await tracker.read(issue)).severity).toBe('critical')
    },
  )

  test.skipIf(!dueDates)('sets a due date, and files an issue whose due date is none', async () => {
    const { tracker } = bench
    const [due, none] = [
      await bench.create({ dueDate: '2026-12-24T00:00:00Z' }),
      await bench.create({ dueDate: '2006-01-02T15:04:05Z07:00' }),
    ]

    expect((await tracker.read(refOf(tracker.target, due))).dueDate).toBe('2026-12-24')
    expect((await tracker.read(refOf(tracker.target, none))).dueDate).toBeNull()
  })

  test.skipIf(!dueDates)('moves a due date that is still ours', async () => {
    const { connector, tracker } = bench
    const made = await bench.create({ dueDate: '2026-12-24' })
    const issue = refOf(tracker.target, made)
    const last = await hashesOf(made.forms ?? {})

    await changeFields(connector, issue, { written: last, now: { dueDate: '2027-01-31' } })
    await changeFields(connector, issue, { written: last, now: { dueDate: '2027-12-31' } })

    expect((await tracker.read(issue)).dueDate).toBe('2027-01-31')
  })

  test.skipIf(concurrency < 2)('files two issues at once', async () => {
    const { connector, tracker } = bench
    const drafts = ['One', 'Two'].map((title) => issueDraft({ title }))

    const filed = await Promise.all(
      drafts.map((draft) => connector.create(tracker.target, draft, soon())),
    )

    expect(new Set(filed.map(({ id }) => id)).size).toBe(2)
    expect(filed.map(({ target }) => target)).toEqual([tracker.target, tracker.target])
    expect(await tracker.count()).toBe(2)
  })

  test('polls new comments as it says: with one list, or with one request an issue', async ({
    skip,
  }) => {
    const { tracker, capabilities } = bench
    if (!tracker.requests) return skip()
    const issues = [await bench.file(), await bench.file(), await bench.file()]
    const costs: number[] = []
    for (const commented of [issues.slice(0, 1), issues]) {
      await tracker.wait(3_600_000)
      const { cursor } = await bench.poll((await bench.poll(null)).cursor)
      await tracker.wait(3_600_000)
      for (const issue of commented) await tracker.say(issue, 'Hello')
      const before = tracker.requests()
      const { events } = await bench.poll(cursor)
      costs.push(tracker.requests() - before)
      expect(events.filter(({ kind }) => kind === 'comment')).toHaveLength(commented.length)
    }

    const [one = 0, three = 0] = costs
    expect(three - one).toBe(capabilities.comments === 'feed' ? 0 : 2)
  })

  test('polls in 15 requests or fewer, however much there is', async ({ skip }) => {
    const { tracker } = bench
    if (!tracker.requests) return skip()
    const { cursor } = await bench.poll(null)
    for (let n = 0; n < 30; n += 1) {
      const issue = await bench.file()
      await tracker.say(issue, `Comment ${n}`)
    }
    const before = tracker.requests()

    await bench.poll(cursor)

    expect(tracker.requests() - before).toBeLessThanOrEqual(15)
  })
}
