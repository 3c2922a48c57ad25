import { expect, it } from 'vitest'
import { issueDraft, soon } from '../../../test/contract/connector/drafts.ts'
import { withGap } from '../../../test/trackers/jira/gap.ts'
import { openStrictly } from '../../../test/trackers/jira/open.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'

it('at Data Center an issue that the index takes in while it is looked up is found, and not filed twice', async () => {
  let unindexed = ''
  const behind = withGap(() => unindexed)
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await behind(input, init)
    // The search for our label was too early. The next one is not.
    if (String(input).includes('lockstep-k')) unindexed = ''
    return answer
  }
  const tracker = await startTracker((env, tools) => openStrictly(env, { ...tools, fetch }), {
    dataCenter: true,
  })
  const draft = { ...issueDraft({ key: 'k' }), since: tracker.jira.now() }
  const first = await tracker.connector.create(tracker.target, draft, soon())
  unindexed = first.id

  const again = await tracker.connector.create(
    tracker.target,
    { ...draft, uncertain: true },
    soon(),
  )
  await tracker.stop()

  expect(again.id).toBe(first.id)
})
