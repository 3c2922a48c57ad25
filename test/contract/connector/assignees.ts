import { expect, test } from 'vitest'
import { changeFields } from './change.ts'
import { named, refOf } from './drafts.ts'
import type { Bench } from './index.ts'

/** Assignees: given by us, changed by us, and never taken from whom a person gave an issue to. */
export function testAssignees(bench: Bench): void {
  test('gives an issue that is still with whom we gave it to somebody else, and says so again', async () => {
    const { connector, tracker } = bench
    const [one, another] = tracker.people
    const filed = await bench.create({ assignee: named(one) })
    const issue = refOf(tracker.target, filed)
    const change = { lastAssignee: one, now: { assignee: named(another) } }

    const answers = [
      await changeFields(connector, issue, change),
      await changeFields(connector, issue, change),
    ]

    expect(filed).toMatchObject({ assignees: [one], assigned: one })
    expect(answers.map(({ assigned }) => assigned)).toEqual([another, another])
    expect((await tracker.read(issue)).assignee).toBe(another)
  })

  test('gives an issue to somebody that was with nobody, and takes it away again', async () => {
    const { connector, tracker } = bench
    const [one] = tracker.people
    const filed = await bench.create()
    const issue = refOf(tracker.target, filed)

    await changeFields(connector, issue, { now: { assignee: named(one) } })
    const between = await tracker.read(issue)
    const taken = { lastAssignee: one, now: { assignee: null } }
    const answer = await changeFields(connector, issue, taken)

    expect(filed.assigned).toBe('')
    expect(between.assignee).toBe(one)
    expect(answer.assigned).toBe('')
    expect((await tracker.read(issue)).assignee).toBe('')
  })

  test('leaves an issue with whom a person gave it', async () => {
    const { connector, tracker } = bench
    const [one, another, theirs] = tracker.people
    const issues = [await bench.file({ assignee: named(one) }), await bench.file()] as const
    for (const issue of issues) await tracker.assign(issue, theirs)
    const now = { assignee: named(another) }

    const answers = [
      await changeFields(connector, issues[0], { lastAssignee: one, now }),
      await changeFields(connector, issues[1], { now }),
    ]

    expect(answers.map(({ remote }) => remote)).toEqual([null, null])
    expect(answers.map(({ assigned }) => assigned)).toEqual([undefined, undefined])
    for (const issue of issues) expect((await tracker.read(issue)).assignee).toBe(theirs)
  })
}
