import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest'
import type { TrackerEvent } from '../../../src/domain/events.ts'
import { commentDraft, issueDraft, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { withGap } from '../../../test/trackers/jira/gap.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'
import { stillClock } from '../../../test/trackers/kit/clock.ts'

const minute = 60_000

let tracker: Awaited<ReturnType<typeof startTracker>>
/** The issue that the search index does not show yet. */
let unindexed = ''
beforeAll(async () => {
  tracker = await startTracker((env, tools) =>
    openStrictly(env, { ...tools, fetch: withGap((id) => id === unindexed) }),
  )
})
beforeEach(() => tracker.reset())
afterAll(() => tracker.stop())

const file = async () =>
  refOf(tracker.target, await tracker.connector.create(tracker.target, issueDraft(), soon()))
const poll = (cursor: string | null) => tracker.connector.changes(tracker.target, cursor, soon())
const kinds = (events: readonly TrackerEvent[]) => events.map(({ kind }) => kind)

it.each([10, 10_000])('an idle poll of %i issues is one request', async (count) => {
  tracker.jira.seed(count)
  await file()
  const start = await poll(null)
  const first = await poll(start.cursor)
  tracker.jira.log.length = 0

  const second = await poll(first.cursor)

  expect(kinds(first.events)).toEqual(['issue'])
  expect(second.events).toEqual([])
  expect(tracker.jira.log).toHaveLength(1)
})

it('a change that the index shows late, after later ones, is told all the same', async () => {
  const [late, early] = [await file(), await file()]
  const { cursor } = await poll((await poll(null)).cursor)
  await tracker.wait(minute)
  await tracker.close(late, 'completed')
  await tracker.wait(minute)
  await tracker.close(early, 'completed')
  unindexed = late.id
  const first = await poll(cursor)
  unindexed = ''

  const second = await poll(first.cursor)

  expect(first.events.map(({ issue }) => issue.id)).toEqual([early.id])
  expect(second.events.map(({ issue }) => issue.id)).toEqual([late.id])
})

it('what more than a poll can read is told by the next ones, each change once', async () => {
  const start = await poll(null)
  const issues = tracker.jira.seed(500)
  for (const { id } of issues) await tracker.label({ id, key: '', target: 'PAY' }, 'touched')

  const told: string[] = []
  for await (const ids of pollAll(tracker, start.cursor)) {
    expect(tracker.jira.log.length).toBeLessThanOrEqual(15)
    told.push(...ids)
  }

  expect(told).toHaveLength(500)
  expect(new Set(told).size).toBe(500)
})

it('so are comments on many issues, and what is told is not read again', async () => {
  const start = await poll(null)
  const issues = Array.from({ length: 20 }, file)
  for (const issue of await Promise.all(issues)) await tracker.say(issue, 'One')

  const first = await poll(start.cursor)
  const second = await poll(first.cursor)
  const third = await poll(second.cursor)
  tracker.jira.log.length = 0
  const idle = await poll(third.cursor)

  const polls = [first, second, third, idle]
  expect(
    polls.map(({ events }) => kinds(events).filter((kind) => kind === 'comment').length),
  ).toEqual([8, 8, 4, 0])
  expect(polls.map(({ more }) => more)).toEqual([true, true, false, false])
  expect(tracker.jira.log).toHaveLength(1)
})

it('an issue with many comments counts for as many', async () => {
  const start = await poll(null)
  for (const issue of [await file(), await file(), await file()])
    for (let said = 0; said < 201; said += 1) await tracker.say(issue, 'One')

  const first = await poll(start.cursor)
  const second = await poll(first.cursor)

  const comments = [first, second].map(
    ({ events }) => kinds(events).filter((kind) => kind === 'comment').length,
  )
  expect(comments).toEqual([402, 201])
})

it('many issues that changed at the same moment are told, over several polls', async () => {
  const still = await startTracker(openStrictly, { clock: stillClock() })
  onTestFinished(still.stop)
  const start = await still.connector.changes('PAY', null, soon())
  const issues = still.jira.seed(700)
  for (const { id } of issues) await still.label({ id, key: '', target: 'PAY' }, 'touched')

  const told = new Set<string>()
  for await (const ids of pollAll(still, start.cursor)) for (const id of ids) told.add(id)

  expect(told.size).toBe(700)
}, 60_000)

it('a comment that not everybody may see is not told, nor counted', async () => {
  const issue = await file()
  const start = await poll(null)
  tracker.jira.configure('PAY', { isService: true })
  await tracker.whisper(issue, 'For agents', 'agents')
  await tracker.whisper(issue, 'For administrators', 'administrators')
  await tracker.say(issue, 'For all')

  const { events } = await poll(start.cursor)

  const [comment] = events.filter((event) => event.kind === 'comment')
  expect(kinds(events).toSorted()).toEqual(['comment', 'issue'])
  expect(comment).toMatchObject({ body: 'For all' })
  expect(events.find((event) => event.kind === 'issue')).toMatchObject({ comments: 1 })
})

it('of an issue with more comments than a search shows all are counted, and ours is known by its key', async () => {
  const issue = await file()
  for (let n = 0; n < 25; n += 1) await tracker.say(issue, `Comment ${n}`)
  await tracker.wait(20 * minute)
  await tracker.label(issue, 'touched')
  const first = await poll((await poll(null)).cursor)
  await tracker.connector.comment(issue, commentDraft('Ours', { key: 'c-1' }), soon())

  const second = await poll(first.cursor)

  expect(first.events).toEqual([expect.objectContaining({ kind: 'issue', comments: 25 })])
  expect(second.events).toContainEqual(expect.objectContaining({ kind: 'comment', key: 'c-1' }))
  expect(second.events).toContainEqual(expect.objectContaining({ kind: 'issue', comments: 26 }))
})

it('a project that is not to be seen any more is missing', async () => {
  const { cursor } = await poll(null)
  tracker.jira.configure('PAY', { hidden: true })

  await expect(poll(cursor)).rejects.toMatchObject({ name: 'TrackerError', kind: 'missing' })
})

/** Polls until there is no more. Returns the issues of each poll. */
async function* pollAll(
  { connector, jira }: typeof tracker,
  start: string,
): AsyncGenerator<readonly string[]> {
  let next = { cursor: start, more: true }
  for (let polls = 0; next.more; polls += 1) {
    if (polls === 20) throw new Error('there is no end to it')
    jira.log.length = 0
    const { events, ...rest } = await connector.changes('PAY', next.cursor, soon())
    next = rest
    yield events.map(({ issue }) => issue.id)
  }
}
