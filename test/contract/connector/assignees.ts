import { expect, test } from 'vitest'
import { issueChange, named, refOf, soon } from './drafts.ts'
import type { Bench } from './index.ts'

/** Assignees: given by us, changed by us, and never taken from whom a person gave an issue to. */
export function testAssignees(bench: Bench): void {
  test('gives an issue that is still with whom we gave it to somebody else, and says so again', async () => {
    const { connector, tracker } = bench
    const [one, another] = tracker.people
    const filed = await bench.create({ assignee: named(one) })
    const issue = refOf(tracker.target, filed)
    const change = issueChange({ assignee: { was: named(one), now: named(another) } })

    const answers = [
      await connector.update(issue, change, soon()),
      await connector.update(issue, change, soon()),
    ]

    expect(filed).toMatchObject({ assignee: one, assigned: one })
    expect(answers).toMatchObject(Array(2).fill({ assignee: another, assigned: another }))
    expect((await tracker.read(issue)).assignee).toBe(another)
  })

  test('gives an issue to somebody that was with nobody, and takes it away again', async () => {
    const { connector, tracker } = bench
    const [one] = tracker.people
    const filed = await bench.create()
    const issue = refOf(tracker.target, filed)
    const given = { was: null, now: named(one) }
    const taken = { was: named(one), now: null }

    await connector.update(issue, issueChange({ assignee: given }), soon())
    const between = await tracker.read(issue)
    const answer = await connector.update(issue, issueChange({ assignee: taken }), soon())

    expect(filed.assigned).toBe('')
    expect(between.assignee).toBe(one)
    expect(answer).toMatchObject({ assignee: '', assigned: '' })
    expect((await tracker.read(issue)).assignee).toBe('')
  })

  test('leaves an issue with whom a person gave it', async () => {
    const { connector, tracker } = bench
    const [one, another, theirs] = tracker.people
    const issues = [await bench.file({ assignee: named(one) }), await bench.file()] as const
    for (const issue of issues) await tracker.assign(issue, theirs)
    const [from, fromNobody] = [
      { was: named(one), now: named(another) },
      { was: null, now: named(another) },
    ]

    const answers = [
      await connector.update(issues[0], issueChange({ assignee: from }), soon()),
      await connector.update(issues[1], issueChange({ assignee: fromNobody }), soon()),
    ]

    expect(answers.map(({ assignee }) => assignee)).toEqual([theirs, theirs])
    expect(answers.map(({ assigned }) => assigned)).toEqual([undefined, undefined])
    for (const issue of issues) expect((await tracker.read(issue)).assignee).toBe(theirs)
  })
}
