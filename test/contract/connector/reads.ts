import { expect, test } from 'vitest'
import type { TrackerEvent } from '../../../src/domain/events.ts'
import { commentDraft, soon } from './drafts.ts'
import { type Bench, heldState } from './index.ts'

/** What is read of one issue: as it is now, whatever was reported before. */
export function testReads(bench: Bench): void {
  test('reads an issue as a person left it', async () => {
    const { tracker } = bench
    const issue = await bench.file({ title: 'One', labels: ['ours'] })
    await tracker.wait(2000)
    await tracker.edit(issue, { title: 'Two' })
    await tracker.close(issue, 'not_planned')

    const read = await bench.connector.read(issue, soon())

    const state = heldState(bench.capabilities, 'not_planned')
    expect(read).toMatchObject({ kind: 'issue', issue, title: 'Two', state, labels: ['ours'] })
    expect(read.stateAt).toBeLessThanOrEqual(read.at)
  })

  test('reads an issue that was moved where it is now', async ({ skip }) => {
    const { connector, tracker } = bench
    const issue = await bench.file({ title: 'Moved' })
    if (!tracker.move) return skip()

    const place = await tracker.move(issue)

    expect(await connector.read(issue, soon())).toMatchObject({ issue: place, title: 'Moved' })
  })

  test('does not find an issue that is not there', async () => {
    const issue = await bench.file()
    const other = { ...issue, id: '999999999', key: '999999999' }

    const read = bench.connector.read(other, soon())

    await expect(read).rejects.toMatchObject({ name: 'TrackerError', kind: 'missing' })
  })

  test('reads all comments, oldest first, ours with their keys', async () => {
    const { connector, tracker } = bench
    const issue = await bench.file()
    await connector.comment(issue, commentDraft('Ours', { key: 'c-1' }), soon())
    await tracker.wait(2000)
    const kept = await tracker.say(issue, 'kondukto: as it *was*')
    const edited = await tracker.say(issue, 'Old')
    const deleted = await tracker.say(issue, 'Gone')
    await tracker.wait(2000)
    await tracker.rewrite(issue, edited, 'New')
    await tracker.unsay(issue, deleted)

    const { events: comments } = await connector.comments(issue, soon())

    expect(comments.map(({ key, body }) => [key, body])).toEqual([
      ['c-1', 'Ours'],
      [null, 'kondukto: as it *was*'],
      [null, 'New'],
    ])
    expect(comments.map(({ comment }) => comment).slice(1)).toEqual([kept, edited])
  })

  test('reads more comments than a page holds', async () => {
    const { connector, tracker } = bench
    const issue = await bench.file()
    const said: string[] = []
    for (let n = 0; n < 105; n += 1) said.push(await tracker.say(issue, `Comment ${n}`))

    const { events: comments, isWhole } = await connector.comments(issue, soon())

    expect(comments.map(({ comment }) => comment)).toEqual(said)
    expect(isWhole).toBe(true)
  })

  test("finds an issue by its page's address, and none by another's", async () => {
    const { connector } = bench
    const made = await bench.create()

    const found = await connector.find(made.url, soon())

    expect(found?.issue).toMatchObject({ id: made.id, key: made.key })
    expect(await connector.find('https://elsewhere.example/issues/1', soon())).toBeNull()
  })

  test('tells a comment that was edited with its new text', async () => {
    const { tracker } = bench
    const issue = await bench.file()
    const { cursor } = await bench.poll(null)
    const comment = await tracker.say(issue, 'Old')
    await tracker.wait(2000)
    await tracker.rewrite(issue, comment, 'New')

    const { events } = await bench.poll(cursor)

    expect(bodiesOf(events, comment).at(-1)).toBe('New')
  })

  test('tells of a deleted comment by an event, or by how many are left', async () => {
    const { tracker } = bench
    const issue = await bench.file()
    const comment = await tracker.say(issue, 'Said')
    const { cursor } = await bench.poll(null)
    await tracker.wait(2000)
    await tracker.unsay(issue, comment)

    const { events } = await bench.poll(cursor)

    const told = events.some(
      (event) => event.kind === 'comment-deleted' && event.comment === comment,
    )
    const counted = events.some((event) => event.kind === 'issue' && event.comments === 0)
    expect(told || counted).toBe(true)
  })
}

function bodiesOf(events: readonly TrackerEvent[], comment: string): string[] {
  return events.flatMap((event) =>
    event.kind === 'comment' && event.comment === comment ? [event.body] : [],
  )
}
