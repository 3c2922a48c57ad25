import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeFields } from '../../test/contract/connector/change.ts'
import {
  commentDraft,
  issueChange,
  issueDraft,
  refOf,
  soon,
} from '../../test/contract/connector/drafts.ts'
import { openStrictly } from '../../test/trackers/jira/open.ts'
import { jiraKinds, startTracker } from '../../test/trackers/jira/tracker.ts'

const closed = { status: 'closed', reason: 'completed' } as const

describe.each(jiraKinds)('Jira $name:', ({ dataCenter }) => {
  let tracker: Awaited<ReturnType<typeof startTracker>>
  beforeAll(async () => {
    tracker = await startTracker(openStrictly, { dataCenter })
  })
  beforeEach(() => tracker.reset())
  afterAll(() => tracker.stop())

  async function file() {
    const made = await tracker.connector.create('PAY', issueDraft({ body: 'Old' }), soon())
    tracker.jira.log.length = 0
    return refOf('PAY', made)
  }

  /** What was asked of Jira: method and path. */
  function asked(): string[] {
    return tracker.jira.log.map((line) => line.replace(/\/rest\/api\/\d|\?.*| \d+$/g, ''))
  }

  it('an issue costs one call, once the create screen is known', async () => {
    await file()

    await tracker.connector.create('PAY', issueDraft(), soon())

    expect(asked()).toEqual(['POST /issue'])
  })

  it('a status costs two', async () => {
    const issue = await file()

    await tracker.connector.update(issue, issueChange({ state: closed }), soon())

    expect(asked()).toEqual([`GET /issue/${issue.id}`, `POST /issue/${issue.id}/transitions`])
  })

  it('a comment costs one, and so do labels', async () => {
    const issue = await file()

    await tracker.connector.comment(issue, commentDraft('Hello'), soon())
    await tracker.connector.update(issue, issueChange({ addLabels: ['a'] }), soon())

    expect(asked()).toEqual([`POST /issue/${issue.id}/comment`, `PUT /issue/${issue.id}`])
  })

  it('a text costs two: whose it is must be known', async () => {
    const issue = await file()

    await changeFields(tracker.connector, issue, { was: { body: 'Old' }, now: { body: 'New' } })

    expect(asked()).toEqual([`GET /issue/${issue.id}`, `PUT /issue/${issue.id}`])
  })

  it('an idle poll costs one', async () => {
    await file()
    const { cursor } = await tracker.connector.changes('PAY', null, soon())
    const first = await tracker.connector.changes('PAY', cursor, soon())
    tracker.jira.log.length = 0

    const { events } = await tracker.connector.changes('PAY', first.cursor, soon())

    expect(events).toEqual([])
    expect(asked()).toEqual([dataCenter ? 'GET /search' : 'GET /search/jql'])
  })

  it.skipIf(dataCenter)(
    'the newest of very many comments cost seven',
    async () => {
      const issue = await file()
      const said: string[] = []
      for (let n = 0; n < 701; n += 1) said.push(await tracker.say(issue, `Comment ${n}`))
      tracker.jira.log.length = 0

      const { events, isWhole } = await tracker.connector.comments(issue, soon())

      expect(isWhole).toBe(false)
      expect(events.map(({ comment }) => comment)).toEqual(said.slice(-600))
      expect(asked()).toHaveLength(7)
    },
    60_000,
  )
})
