import { createIssue, deleteIssue } from 'jira.js/cloud'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { issueDraft, soon } from '../../../test/contract/connector/drafts.ts'
import { withGap } from '../../../test/trackers/jira/gap.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'

/** The issue that the search index does not show, until the search that `shows` says. */
let unindexed = ''
let shows = (_: string): boolean => false
const behind = withGap((id) => id === unindexed)

let tracker: Awaited<ReturnType<typeof startTracker>>
beforeAll(async () => {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await behind(input, init)
    if (shows(String(input))) unindexed = ''
    return answer
  }
  tracker = await startTracker((env, tools) => openStrictly(env, { ...tools, fetch }), {
    dataCenter: true,
  })
})
beforeEach(async () => {
  shows = () => false
  unindexed = ''
  await tracker.reset()
  // Screens are kept for ten minutes.
  await tracker.wait(600_000)
})
afterAll(() => tracker.stop())

const draftOf = (key = 'k') => ({ ...issueDraft({ key }), since: tracker.jira.now() })
const file = (draft: ReturnType<typeof draftOf>) =>
  tracker.connector.create(tracker.target, draft, soon())

it('an issue that the index takes in while it is looked up is found, and not filed twice', async () => {
  const draft = draftOf()
  const first = await file(draft)
  unindexed = first.id
  // The search for our label was too early. The next one is not.
  shows = (url) => url.includes('lockstep-k')

  expect((await file({ ...draft, uncertain: true })).id).toBe(first.id)
})

it.each([
  ['thirty deleted ones before it', 30, 0],
  ['thirty deleted ones before it, and later ones', 30, 40],
  ['many issues and deleted ones before it, and later ones', 110, 120],
])('with %s it is found, and not filed twice', async (_, deleted, later) => {
  tracker.jira.seed(3)
  await tracker.wait(600_000)
  const draft = draftOf()
  await deleteAll(await byHand(deleted))
  const first = await file(draft)
  const others = await byHand(later)
  await deleteAll(others.filter((_, at) => at % 4 === 0))
  unindexed = first.id

  expect((await file({ ...draft, uncertain: true })).id).toBe(first.id)
})

it('without labels on its screen it is found among those that came after it, and not filed twice', async () => {
  tracker.jira.configure('PAY', { screen: ['description'] })
  const draft = draftOf()
  const first = await file(draft)
  for (let n = 0; n < 9; n += 1) await file(draftOf(`other-${n}`))
  await byHand(20)

  expect((await file({ ...draft, uncertain: true })).id).toBe(first.id)
})

it('one that was never filed is filed, though ten others are unknown to the index: each attempt goes on where the last ended', async () => {
  tracker.jira.seed(1)
  await tracker.wait(600_000)
  const draft = { ...draftOf(), uncertain: true }
  await byHand(10)
  tracker.jira.lag(120_000)
  tracker.jira.log.length = 0

  const attempts: unknown[] = []
  while (attempts.length < 9) {
    const came = await file(draft).catch((error) => error.kind)
    attempts.push(came)
    if (came !== 'limited') break
  }

  expect(attempts.slice(0, -1)).toEqual(attempts.slice(1).map(() => 'limited'))
  expect(attempts.at(-1)).toMatchObject({ key: 'PAY-12' })
  const read = tracker.jira.log.flatMap((line) => /GET .*\/issue\/(PAY-\d+)/.exec(line)?.[1] ?? [])
  expect(read).toEqual(Array.from({ length: 10 }, (_, n) => `PAY-${n + 2}`))
})

async function byHand(count: number): Promise<string[]> {
  const fields = { project: { key: 'PAY' }, issuetype: { name: 'Bug' }, summary: 'By hand' }
  const made: string[] = []
  for (let n = 0; n < count; n += 1)
    made.push((await createIssue(tracker.client, { fields })).id ?? '')
  return made
}

async function deleteAll(ids: readonly string[]): Promise<void> {
  for (const issueIdOrKey of ids) await deleteIssue(tracker.client, { issueIdOrKey })
}
