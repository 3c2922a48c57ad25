import { expect, test } from 'vitest'
import type { Bench } from './connector.ts'
import { commentDraft, soon } from './drafts.ts'

/** What comes back: everything once it is there, ours recognisable, and then silence. */
export function testChanges(bench: Bench): void {
  test('tells what a person did, oldest first', async () => {
    const { tracker } = bench
    const issue = await bench.file({ title: 'One', labels: ['ours'] })
    const start = await bench.poll(null)
    await tracker.wait(2000)
    const said = await tracker.say(issue, 'kondukto: is it *real*?')
    await tracker.wait(2000)
    await tracker.label(issue, 'theirs')
    await tracker.edit(issue, { title: 'Two' })
    await tracker.close(issue, 'not_planned')

    const changes = await bench.poll(start.cursor)

    expect(start.events).toEqual([])
    const body = 'kondukto: is it *real*?'
    const state = { status: 'closed', reason: 'not_planned' }
    const labels = ['ours', 'theirs']
    const [first, second] = changes.events.filter((event) => event.issue.id === issue.id)
    expect(first).toMatchObject({ kind: 'comment', issue, comment: said, key: null, body })
    expect(second).toMatchObject({ kind: 'issue', issue, title: 'Two', state, labels })
  })

  test('knows its own comment when it comes back', async () => {
    const issue = await bench.file()
    const { cursor } = await bench.poll(null)

    const draft = commentDraft('Seen again', { key: 'c-1' })
    const { id: comment } = await bench.connector.comment(issue, draft, soon())

    const { events } = await bench.poll(cursor)
    const ours = { kind: 'comment', issue, comment, key: 'c-1', body: 'Seen again' }
    expect(events).toContainEqual(expect.objectContaining(ours))
  })

  test('starts from now, skips nothing over many pages, and comes to rest', async () => {
    const { id: old } = await bench.file()
    await bench.tracker.wait(3_600_000)
    const { cursor } = await bench.poll(null)
    const made: string[] = []
    for (let i = 0; i < 130; i++) {
      made.push((await bench.file()).id)
      await bench.tracker.wait(1000)
    }

    const polls = await pollUntilSilent(bench, cursor)

    const told = polls.flat()
    expect(new Set(told)).toEqual(new Set(made))
    expect(told).not.toContain(old)
    expect(polls.at(-1)).toEqual([])
  })
}

/** The ids of the issues each poll told of, a minute apart; at most twenty polls. */
async function pollUntilSilent(bench: Bench, start: string): Promise<string[][]> {
  const polls: string[][] = []
  let cursor = start
  do {
    const changes = await bench.poll(cursor)
    polls.push(changes.events.map((event) => event.issue.id))
    cursor = changes.cursor
    await bench.tracker.wait(60_000)
  } while (polls.at(-1)?.length && polls.length < 20)
  return polls
}
