import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TrackerEvent } from '../../../src/domain/events.ts'
import { issueDraft, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { settingsFor, startTracker } from '../../../test/trackers/github/tracker.ts'
import { contextOf } from '../../../test/trackers/kit/context.ts'
import { github } from '../index.ts'

const json = { 'content-type': 'application/json' }

function commentOf(event: TrackerEvent): string {
  return event.kind === 'comment' ? event.comment : ''
}

describe('changes on GitHub', () => {
  let tracker: Awaited<ReturnType<typeof startTracker>>

  beforeAll(async () => {
    tracker = await startTracker()
  })
  beforeEach(() => tracker.reset())
  afterAll(() => tracker.stop())

  const file = async () =>
    refOf(tracker.target, await tracker.connector.create(tracker.target, issueDraft(), soon()))
  const poll = (cursor: string | null) => tracker.connector.changes(tracker.target, cursor, soon())
  /** Polls until there is nothing new, and forgets the requests. */
  const settle = async (cursor: string | null) => {
    await tracker.wait(3_600_000)
    let settled = (await poll(cursor)).cursor
    for (let polls = 0; polls < 3; polls++) settled = (await poll(settled)).cursor
    tracker.github.log.length = 0
    return settled
  }

  it('tell both of two edits within a second', async () => {
    const issue = await file()
    let cursor = await settle(null)
    const titles: string[] = []

    for (const title of ['One', 'Two', 'Three']) {
      await tracker.edit(issue, { title })
      const changes = await poll(cursor)
      cursor = changes.cursor
      titles.push(...changes.events.flatMap((event) => ('title' in event ? event.title : [])))
    }

    expect(titles).toEqual(['One', 'Two', 'Three'])
  })

  it('tell every comment with its issue, which costs nothing where both changed', async () => {
    const issue = await file()
    const cursor = await settle(null)

    await tracker.say(issue, 'One')
    await tracker.say(issue, 'Two')

    const { events } = await poll(cursor)
    expect(events.map((event) => event.issue)).toEqual([issue, issue, issue])
    // The issue stands before what was said in the same second as the last, as the tracker's clock has whole seconds.
    expect(events.map(({ kind }) => kind).toSorted()).toEqual(['comment', 'comment', 'issue'])
    expect(tracker.github.log).toHaveLength(2)
  })

  it('ask once for an issue that did not change with its comments', async () => {
    const issue = await file()
    const [first, second] = [await tracker.say(issue, 'One'), await tracker.say(issue, 'Two')]
    const cursor = await settle(null)
    for (const id of [first, second]) await editComment(id, 'Edited')

    const { events } = await poll(cursor)

    const edits = events.filter((event) => event.kind === 'comment')
    expect(edits).toMatchObject([
      { issue, comment: first, body: 'Edited' },
      { issue, comment: second, body: 'Edited' },
    ])
    expect(tracker.github.log.filter((line) => line.includes('/issues/1 '))).toHaveLength(1)
  })

  it('ask for ten issues at most, and tell the other comments the next time', async () => {
    const comments: string[] = []
    for (let i = 0; i < 15; i++) comments.push(await tracker.say(await file(), 'One'))
    const cursor = await settle(null)
    for (const id of comments) {
      await editComment(id, 'Edited')
      await tracker.wait(1000)
    }

    const first = await poll(cursor)
    const second = await poll(first.cursor)

    const told = [first, second].map(({ events }) => events.map((event) => commentOf(event)))
    expect(told[0]).toEqual(comments.slice(0, 10))
    expect(told[1]).toEqual(comments.slice(10))
    expect([first.more, second.more]).toEqual([true, false])
    expect(tracker.github.log).toHaveLength(2 + 10 + 2 + 5)
  })

  it('get on where more comments than that were edited within a second', async () => {
    const comments: string[] = []
    for (let i = 0; i < 15; i++) comments.push(await tracker.say(await file(), 'One'))
    const cursor = await settle(null)
    for (const id of comments) await editComment(id, 'Edited')

    const polls = [await poll(cursor)]
    // The edits may lie in two seconds: then a third poll reads the rest.
    for (let n = 0; n < 2 && polls.at(-1)?.more; n++)
      polls.push(await poll(polls.at(-1)?.cursor ?? null))

    const told = polls.flatMap(({ events }) => events.map((event) => commentOf(event)))
    expect(new Set(told)).toEqual(new Set(comments))
    expect(polls.at(-1)?.more).toBe(false)
  })

  it('leave out a comment whose issue is gone', async () => {
    const issue = await file()
    const comment = await tracker.say(issue, 'One')
    const cursor = await settle(null)
    await editComment(comment, 'Edited')
    tracker.github.fail({ kind: 'answer', status: 410 }, { after: 2 })

    const { events } = await poll(cursor)

    expect(events).toEqual([])
  })

  it('leave out pull requests and what is said on them', async () => {
    const { cursor } = await poll(null)
    const stamps = { created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }
    const pull = {
      ...stamps,
      id: 1,
      number: 1,
      html_url: 'https://github.com/a/b/pull/1',
      title: 'A',
      state: 'open',
      labels: [],
      pull_request: {},
    }
    const comment = {
      ...stamps,
      id: 2,
      html_url: 'https://github.com/a/b/pull/1#issuecomment-2',
      issue_url: 'https://api.github.com/repos/a/b/issues/1',
      user: null,
      body: 'Hi',
    }

    const told: TrackerEvent[] = []
    for (const [after, entry] of [pull, comment].entries()) {
      tracker.github.fail(
        { kind: 'answer', status: 200, headers: json, body: JSON.stringify([entry]) },
        { after },
      )
      told.push(...(await poll(cursor)).events)
    }

    expect(told).toEqual([])
    expect(tracker.github.log).toHaveLength(4)
  })

  it.each([0, 1])(
    'are all or nothing: a failure of request %i changes no cursor',
    async (after) => {
      const issue = await file()
      const cursor = await settle(null)
      await tracker.close(issue, 'completed')
      tracker.github.fail({ kind: 'answer', status: 502 }, { after })

      await expect(poll(cursor)).rejects.toMatchObject({ kind: 'unavailable' })

      expect((await poll(cursor)).events).toHaveLength(1)
    },
  )

  it('are told to a new token, whose ETags differ, and cost nothing again once it has read them', async () => {
    const issue = await file()
    const cursor = await settle(null)
    tracker.github.accept('another')
    const settings = { ...settingsFor(tracker.github), GITHUB_TOKEN: 'another' }
    const renewed = github.open(env(settings), contextOf({ now: tracker.github.now }))
    const poll = (from: string) => renewed.changes(tracker.target, from, soon())

    const first = await poll(cursor)
    const second = await poll(first.cursor)
    await tracker.close(issue, 'duplicate')
    const third = await poll(second.cursor)

    expect(first.cursor).not.toBe(cursor)
    expect(second).toEqual({ events: [], cursor: first.cursor, more: false })
    expect(third.events).toMatchObject([
      { issue, state: { status: 'closed', reason: 'duplicate' } },
    ])
  })

  function env(settings: Record<string, string>) {
    const parsed = github.env.parse(settings)
    if (!parsed) throw new Error('The settings are empty')
    return parsed
  }

  async function editComment(id: string, body: string): Promise<void> {
    await tracker.ask('PATCH', `/repos/acme/shop/issues/comments/${id}`, { body })
  }
})
