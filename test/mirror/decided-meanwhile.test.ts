import { afterEach, beforeEach, expect, it } from 'vitest'
import { listHistory } from '../../db/tables/history.ts'
import { findIssue } from '../../db/tables/issues.ts'
import { eventWrites } from '../../src/mirror/apply-events.ts'
import { openFiled } from './filed.ts'

let filed: Awaited<ReturnType<typeof openFiled>>
beforeEach(async () => {
  filed = await openFiled()
  await filed.sync.events()
})
afterEach(() => filed.sync.close())

it('a decision of a person that is heard of while a state of ours is written is applied once', async () => {
  const { sync, issue, ref } = filed
  sync.pass(1000)
  await sync.say('f', 'fixed')
  const decided = { status: 'closed', reason: 'duplicate' } as const
  await sync.set(ref.id, decided)
  // A poll that has looked before the job began, and applies what it saw while the job writes.
  const poll = await eventWrites(sync.deps, 'local', await sync.events())
  const write = sync.connector.update
  sync.connector.update = async (...call) => {
    await sync.deps.db.atomic(poll)
    return write(...call)
  }

  await sync.deliver()

  expect(await findIssue(sync.deps.db, issue.id)).toMatchObject({ ...decided, decidedBy: 'person' })
  const history = await listHistory(sync.deps.db, issue.id)
  const persons = history.filter(({ reason }) => reason.includes('by a person'))
  expect(persons.map(({ reason }) => reason)).toEqual(['closed by a person as a duplicate'])
})
