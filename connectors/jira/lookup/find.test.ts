import { createIssue } from 'jira.js/cloud'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { issueDraft, soon } from '../../../test/contract/connector/drafts.ts'
import { withGap } from '../../../test/trackers/jira/gap.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'

let tracker: Awaited<ReturnType<typeof startTracker>>
/** The issue that the search index does not show. */
let unindexed = ''
beforeAll(async () => {
  tracker = await startTracker((env, tools) =>
    openStrictly(env, { ...tools, fetch: withGap((id) => id === unindexed) }),
  )
})
beforeEach(async () => {
  unindexed = ''
  await tracker.reset()
})
afterAll(() => tracker.stop())

it('finds what was filed in doubt, though the index shows two hundred later ones and not this one', async () => {
  tracker.jira.seed(150)
  const draft = { ...issueDraft({ key: 'k' }), since: tracker.jira.now() }
  const first = await tracker.connector.create(tracker.target, draft, soon())
  for (let n = 0; n < 200; n += 1) await byHand(`Later ${n}`)
  unindexed = first.id

  const again = await tracker.connector.create(
    tracker.target,
    { ...draft, uncertain: true },
    soon(),
  )

  expect(again).toEqual(first)
  expect(await tracker.count()).toBe(351)
})

it('finds it though an old issue was moved into the project meanwhile, and so has a later key', async () => {
  const [old] = tracker.jira.seed(1, 'OPS')
  await tracker.wait(3_600_000)
  const draft = { ...issueDraft({ key: 'k' }), since: tracker.jira.now() }
  const first = await tracker.connector.create(tracker.target, draft, soon())
  tracker.jira.move(old?.id ?? '', 'PAY')
  unindexed = first.id

  const again = await tracker.connector.create(
    tracker.target,
    { ...draft, uncertain: true },
    soon(),
  )

  expect(again).toEqual(first)
})

it('takes the one that has our key, and not its clone, which has our label only', async () => {
  const draft = { ...issueDraft({ key: 'k' }), since: tracker.jira.now() }
  await byHand('A clone of what is yet to come', ['lockstep-k'])
  const first = await tracker.connector.create(tracker.target, draft, soon())

  const again = await tracker.connector.create(
    tracker.target,
    { ...draft, uncertain: true },
    soon(),
  )

  expect(again.id).toBe(first.id)
})

async function byHand(summary: string, labels: string[] = []): Promise<void> {
  const fields = { project: { key: 'PAY' }, issuetype: { name: 'Bug' }, summary, labels }
  await createIssue(tracker.client, { fields })
}
