import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeFields } from '../../test/contract/connector/change.ts'
import {
  commentDraft,
  fileDraft,
  issueChange,
  issueDraft,
  refOf,
  soon,
} from '../../test/contract/connector/drafts.ts'
import { startTracker } from '../../test/trackers/github/tracker.ts'

const closed = { status: 'closed', reason: 'completed' } as const
const issues = '/repos/acme/shop/issues'

describe('the requests it costs', () => {
  let tracker: Awaited<ReturnType<typeof startTracker>>

  beforeAll(async () => {
    tracker = await startTracker()
  })
  beforeEach(() => tracker.reset())
  afterAll(() => tracker.stop())

  const file = async () => {
    const issue = await tracker.connector.create(tracker.target, issueDraft(), soon())
    tracker.github.log.length = 0
    return refOf(tracker.target, issue)
  }
  const poll = (cursor: string | null) => tracker.connector.changes(tracker.target, cursor, soon())

  it('creates with one', async () => {
    const labels = ['security', 'severity:high']

    await tracker.connector.create(tracker.target, issueDraft({ labels }), soon())

    expect(tracker.github.log).toEqual([`POST ${issues} 201`])
  })

  it('changes a status with one', async () => {
    const issue = await file()

    await tracker.connector.update(issue, issueChange({ state: closed }), soon())

    expect(tracker.github.log).toEqual([`PATCH ${issues}/1 200`])
  })

  it('changes a status, texts and labels with four', async () => {
    const issue = await file()
    const texts = { was: { title: 'A finding', body: 'a' }, now: { title: 'Another', body: 'b' } }
    const labels = { addLabels: ['a', 'b'], removeLabels: ['c'] }

    await changeFields(tracker.connector, issue, { state: closed, ...texts, ...labels })

    expect(tracker.github.log).toEqual([
      `GET ${issues}/1 200`,
      `DELETE ${issues}/1/labels/c 404`,
      `POST ${issues}/1/labels 200`,
      `PATCH ${issues}/1 200`,
    ])
  })

  it('comments with one', async () => {
    const issue = await file()

    await tracker.connector.comment(issue, commentDraft('Hello'), soon())

    expect(tracker.github.log).toEqual([`POST ${issues}/1/comments 201`])
  })

  it('reads the newest of very many comments, with seven', async () => {
    const issue = await file()
    const said: string[] = []
    for (let n = 0; n < 701; n += 1) said.push(await tracker.say(issue, `Comment ${n}`))
    tracker.github.log.length = 0

    const { events, isWhole } = await tracker.connector.comments(issue, soon())

    expect(isWhole).toBe(false)
    expect(events.length).toBeGreaterThanOrEqual(500)
    expect(events.map(({ comment }) => comment)).toEqual(said.slice(-events.length))
    expect(tracker.github.log).toHaveLength(7)
  }, 60_000)

  it('attaches with two, once the branch is there', async () => {
    const issue = await file()
    await tracker.connector.attach(issue, fileDraft('one.txt'), soon())
    const first = tracker.github.log.splice(0)

    await tracker.connector.attach(issue, fileDraft('two.txt'), soon())

    expect(first).toHaveLength(6)
    expect(tracker.github.log).toEqual([
      expect.stringMatching(/^PUT \/repos\/acme\/shop\/contents\/\S+two.txt 201$/),
      `POST ${issues}/1/comments 201`,
    ])
  })

  it('starts to poll without any', async () => {
    await poll(null)

    expect(tracker.github.log).toEqual([])
  })

  it.each([10, 10_000])(
    'polls an idle repository of %d issues with two, both answered 304',
    async (count) => {
      await tracker.github.seed(count)
      await tracker.wait(3_600_000)
      const issue = await file()
      const start = await poll(null)
      await tracker.close(issue, 'completed')
      const told = await poll(start.cursor)
      await tracker.wait(60_000)
      let { cursor } = await poll(told.cursor)
      ;({ cursor } = await poll(cursor))
      tracker.github.log.length = 0

      const idle = [await poll(cursor)]
      for (let polls = 1; polls < 5; polls++) {
        await tracker.wait(3_600_000)
        idle.push(await poll(idle.at(-1)?.cursor ?? ''))
      }

      expect(told.events).toHaveLength(1)
      expect(idle.flatMap(({ events }) => events)).toEqual([])
      expect(tracker.github.log).toHaveLength(10)
      expect(tracker.github.log.filter((line) => !line.endsWith(' 304'))).toEqual([])
      expect(new Set(tracker.github.log).size).toBe(2)
    },
    120_000,
  )
})
