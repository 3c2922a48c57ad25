import { expect, test } from 'vitest'
import { commentDraft, soon } from './drafts.ts'
import { type Bench, heldState } from './index.ts'

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
    const state = heldState(bench.capabilities, 'not_planned')
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

  test('starts from now, tells of 90 issues at a time, skips nothing, and comes to rest', async () => {
    const { id: old } = await bench.file()
    await bench.tracker.wait(3_600_000)
    const { cursor } = await bench.poll(null)
    const made: string[] = []
    for (let i = 0; i < 130; i++) {
      made.push((await bench.file()).id)
      await bench.tracker.wait(1000)
    }

    const polls = await pollUntilSilent(bench, cursor)

    const told = polls.flatMap(({ ids }) => ids)
    expect(new Set(told)).toEqual(new Set(made))
    expect(told).not.toContain(old)
    expect(polls[0]?.more).toBe(true)
    expect(polls.at(-1)).toEqual({ ids: [], more: false })
    for (const { ids } of polls) expect(new Set(ids).size).toBeLessThanOrEqual(90)
  })
}

/** The ids of the issues each poll told of, a minute apart where there was no more to tell; at most twenty polls. */
async function pollUntilSilent(
  bench: Bench,
  start: string,
): Promise<{ ids: string[]; more: boolean }[]> {
  const polls: { ids: string[]; more: boolean }[] = []
  let cursor = start
  do {
    const { events, more, ...next } = await bench.poll(cursor)
    polls.push({ ids: events.map((event) => event.issue.id), more })
    cursor = next.cursor
    if (!more) await bench.tracker.wait(60_000)
  } while ((polls.at(-1)?.more || polls.at(-1)?.ids.length) && polls.length < 20)
  return polls
}
