import { expect, it } from 'vitest'
import { addComment } from '../../connectors/local/store/parts.ts'
import { listHistory } from '../../db/tables/history.ts'
import { findIssue } from '../../db/tables/issues.ts'
import { reconcile } from '../../src/mirror/reconcile.ts'
import { openFiled } from './filed.ts'

it("what Lockstep writes to an issue while an operator has it compared is not taken for a person's decision", async () => {
  const { sync, issue, ref } = await openFiled()
  const { db, now } = sync.deps
  await addComment(db, ref.id, { key: null, author: 'casey', body: 'Unheard' }, now())
  const { read } = sync.connector
  sync.connector.read = async (...call) => {
    sync.connector.read = read
    const before = await read(...call)
    await sync.say('f', 'fixed')
    await sync.deliver()
    return before
  }

  await reconcile(sync.deps, { after: '', limit: 10, apply: true })
  await sync.deliver()

  const state = { status: 'closed', decidedBy: 'scanner' }
  expect(await findIssue(db, issue.id)).toMatchObject(state)
  const reasons = (await listHistory(db, issue.id)).map(({ reason }) => reason)
  expect(reasons.filter((reason) => reason.includes('person'))).toEqual([])
  sync.close()
})
