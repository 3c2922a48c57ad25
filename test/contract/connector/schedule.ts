import { expect, test } from 'vitest'
import { issueChange, issueDraft, refOf, soon } from './drafts.ts'
import type { Bench } from './index.ts'

/** What else an issue holds, how much a call costs, and two calls at once. */
export function testSchedule(bench: Bench, concurrency: number): void {
  const { priorities, dueDates } = bench.capabilities

  test.skipIf(!priorities)(
    'sets a priority for the severity, and changes one that is still ours',
    async () => {
      const { connector, tracker } = bench
      const issue = refOf(tracker.target, await bench.create({ severity: 'high' }))
      const filed = await tracker.read(issue)
      const lower = issueChange({ severity: { was: 'high', now: 'low' } })
      const higher = issueChange({ severity: { was: 'high', now: 'critical' } })

      await connector.update(issue, lower, soon())
      const lowered = await tracker.read(issue)
      await connector.update(issue, higher, soon())

      expect([filed.severity, lowered.severity]).toEqual(['high', 'low'])
      expect((await tracker.read(issue)).severity).toBe('low')
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
