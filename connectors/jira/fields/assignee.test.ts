import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { AssigneeDraft } from '../../../src/domain/writes.ts'
import { changeFields } from '../../../test/contract/connector/change.ts'
import { issueDraft, named, refOf, soon } from '../../../test/contract/connector/drafts.ts'
import { casey, dana } from '../../../test/trackers/jira/people.ts'
import { startTracker } from '../../../test/trackers/jira/tracker.ts'
import { jira } from '../index.ts'

const warned: string[] = []

let tracker: Awaited<ReturnType<typeof startTracker>>
beforeAll(async () => {
  tracker = await startTracker((env, tools) => {
    const settings = jira.env.parse(env)
    if (!settings) throw new Error('The settings are empty')
    return jira.open(settings, { ...tools, warn: (message) => warned.push(message) })
  })
})
beforeEach(async () => {
  await tracker.reset()
  warned.length = 0
})
afterAll(() => tracker.stop())

it('costs one GET and one PUT where the account is known', async () => {
  const issue = await file()

  const answer = await give(issue, named(dana.accountId))

  expect(answer.assigned).toBe(dana.accountId)
  expect(methods()).toEqual(['GET', 'PUT'])
})

it('is found by an address that Jira shows, with one call more', async () => {
  const issue = await file(dana.accountId)

  const answer = await give(issue, { ...named(''), email: casey.email }, {}, dana.accountId)

  expect(answer.assigned).toBe(casey.accountId)
  expect(methods()).toEqual(['GET', 'GET', 'PUT'])
})

it('is nobody where Jira knows nobody by that address: ours has it no more', async () => {
  const issue = await file()

  const answer = await give(issue, { ...named(''), email: 'nobody@acme.example' })

  expect(answer.assigned).toBe('')
  expect((await tracker.read(issue)).assignee).toBe('')
})

it('that Jira refuses is left out: all else is written, and ours stays', async () => {
  const issue = await file()

  const title = { was: { title: 'A finding' }, title: 'New' }
  const answer = await give(issue, named('712020:outsider'), title)

  expect(answer.assigned).toBe(casey.accountId)
  expect(await tracker.read(issue)).toMatchObject({ title: 'New', assignee: casey.accountId })
  expect(warned).toEqual(['Jira does not take these fields of an issue'])
})

async function file(mapped = casey.accountId) {
  const draft = issueDraft({ assignee: named(mapped) })
  const issue = await tracker.connector.create(tracker.target, draft, soon())
  tracker.jira.log.length = 0
  return refOf(tracker.target, issue)
}

function give(
  issue: ReturnType<typeof refOf>,
  assignee: AssigneeDraft,
  { was = {}, ...values }: { was?: { title?: string }; title?: string } = {},
  lastAssignee = casey.accountId,
) {
  return changeFields(tracker.connector, issue, { was, lastAssignee, now: { ...values, assignee } })
}

function methods(): (string | undefined)[] {
  return tracker.jira.log.map((line) => line.split(' ')[0])
}
