import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  commentDraft,
  issueChange,
  issueDraft,
  refOf,
  soon,
} from '../../../test/contract/connector/drafts.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'

let tracker: Awaited<ReturnType<typeof startTracker>>
beforeAll(async () => {
  tracker = await startTracker(openStrictly, { dataCenter: true })
})
beforeEach(() => tracker.reset())
afterAll(() => tracker.stop())

const closed = { status: 'closed', reason: 'completed' } as const

async function file(body = 'Text') {
  const made = await tracker.connector.create('PAY', issueDraft({ body }), soon())
  return refOf('PAY', made)
}

function asked(): string[] {
  return tracker.jira.log
    .splice(0)
    .map((line) => line.replace(/\/rest\/api\/2|\?.*| \d+$/g, '').replace(/\d{5,}/, 'ID'))
}

it('Data Center is asked as often as the Cloud: create 1, status 2, comment 1, idle poll 1', async () => {
  await file()
  asked()

  const issue = await file()
  await tracker.connector.update(issue, issueChange({ state: closed }), soon())
  await tracker.connector.comment(issue, commentDraft('Hello'), soon())
  const { cursor } = await tracker.connector.changes('PAY', null, soon())
  const first = await tracker.connector.changes('PAY', cursor, soon())
  const written = asked()
  const { events } = await tracker.connector.changes('PAY', first.cursor, soon())

  expect(written.slice(0, 4)).toEqual([
    'POST /issue',
    'GET /issue/ID',
    'POST /issue/ID/transitions',
    'POST /issue/ID/comment',
  ])
  expect(events).toEqual([])
  expect(asked()).toEqual(['GET /search'])
})

it('a text of nothing but signs, each of which takes two characters, is cut until it fits', async () => {
  const made = await tracker.connector.create(
    'PAY',
    issueDraft({ body: 'x * y \\\\ '.repeat(3500), footer: 'The end' }),
    soon(),
  )

  const { body } = await tracker.read(refOf('PAY', made))
  expect(made.cut).toBe(true)
  expect(body.length).toBeLessThanOrEqual(32_767)
  expect(body).toContain('The end')
})

it('what a finding says mentions no person and starts no macro', async () => {
  const issue = await file('[~admin] {color:red}x{color} PAY-1 !a.png!')

  const { body } = await tracker.read(issue)

  expect(body).toBe('\\[\\~admin\\] \\{color:red\\}x\\{color\\} PAY\\-1 \\!a.png\\!')
})
