import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  commentDraft,
  fileDraft,
  issueChange,
  issueDraft,
  refOf,
  soon,
} from '../../test/contract/connector/drafts.ts'
import { startTracker } from '../../test/trackers/jira/tracker.ts'
import { type Bend, bendingFetch } from '../../test/trackers/kit/bend.ts'
import { jira } from './index.ts'

let tracker: Awaited<ReturnType<typeof startTracker>>
let bend: Bend | null = null
const warned: string[] = []
beforeAll(async () => {
  tracker = await startTracker((env, context) => {
    const settings = jira.env.parse(env)
    if (!settings) throw new Error('the settings are empty')
    const warn = (message: string) => warned.push(message)
    return jira.open(settings, { ...context, warn, fetch: bendingFetch(() => bend) })
  })
})
beforeEach(async () => {
  bend = null
  await tracker.reset()
  warned.length = 0
})
afterAll(() => tracker.stop())

const file = async () =>
  refOf(tracker.target, await tracker.connector.create(tracker.target, issueDraft(), soon()))

type Fields = { fields: Record<string, unknown> }

it('an odd issue is left out of a poll with a warning, and the others are told of', async () => {
  const { cursor } = await tracker.connector.changes(tracker.target, null, soon())
  const [odd, fine] = [await file(), await file()]
  bend = (json) => {
    const { issues } = json as { issues?: (Fields & { id: string })[] }
    for (const { id, fields } of issues ?? []) if (id === odd.id) fields.status = null
    return json
  }

  const first = await tracker.connector.changes(tracker.target, cursor, soon())
  const second = await tracker.connector.changes(tracker.target, first.cursor, soon())

  expect(first.events.map(({ issue }) => issue)).toEqual([fine])
  expect(second.events).toEqual([])
  expect(warned).toContain('an issue in Jira could not be read and is left out')
})

it('an odd comment is left out with a warning, and the others are read', async () => {
  const issue = await file()
  const odd = await tracker.say(issue, 'Odd')
  const fine = await tracker.say(issue, 'Fine')
  bend = (json) => {
    const { comments } = json as { comments?: { id: string; created: unknown }[] }
    for (const comment of comments ?? []) if (comment.id === odd) comment.created = 'yesterday'
    return json
  }

  const { events: read } = await tracker.connector.comments(issue, soon())

  expect(read.map(({ comment }) => comment)).toEqual([fine])
  expect(warned).toContain('a comment in Jira could not be read and is left out')
})

it.each(['null', '{}', '[]', '{"since":"now"}', 'nonsense'])(
  'a cursor %s is refused in words, and is no bug',
  async (cursor) => {
    const polling = tracker.connector.changes(tracker.target, cursor, soon())

    await expect(polling).rejects.toMatchObject({
      name: 'TrackerError',
      kind: 'rejected',
      message: expect.stringMatching(/^the poll's cursor could not be read/),
    })
  },
)

it.each([{}, [], { id: null, key: 7, fields: 3, comments: 'x', issues: {}, total: '?' }])(
  'an answer like %j never throws anything but a TrackerError',
  async (nonsense) => {
    const issue = await file()
    const { connector, target } = tracker
    const { cursor } = await connector.changes(target, null, soon())
    bend = () => nonsense
    const calls = [
      () => connector.check(target, soon()),
      () => connector.create(target, issueDraft(), soon()),
      () => connector.create(target, issueDraft({ uncertain: true }), soon()),
      () => connector.update(issue, issueChange({ addLabels: ['a'] }), soon()),
      () => connector.comment(issue, commentDraft('Hello', { uncertain: true }), soon()),
      () => connector.attach(issue, fileDraft('a.txt', { uncertain: true }), soon()),
      () => connector.read(issue, soon()),
      () => connector.comments(issue, soon()),
      () => connector.changes(target, cursor, soon()),
      () => connector.find(`${tracker.jira.url}/browse/${issue.key}`, soon()),
    ]

    for (const call of calls) {
      const outcome = await call().then(
        () => 'an answer',
        (error) => error.name,
      )
      expect(['an answer', 'TrackerError'], String(call)).toContain(outcome)
    }
  },
)

it('a transition is taken whether Jira writes its id as a number or as text', async () => {
  const issue = await file()
  bend = (json) => {
    const { transitions } = json as { transitions?: { id: unknown }[] }
    for (const one of transitions ?? []) one.id = Number(one.id)
    return json
  }

  const closed = { status: 'closed', reason: 'completed' } as const
  const { state } = await tracker.connector.update(issue, issueChange({ state: closed }), soon())

  expect(state).toEqual(closed)
})
