import { and, eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { jobs } from '../../db/schema/index.ts'
import { listHistory } from '../../db/tables/history.ts'
import { releaseNext } from '../../db/tables/queue/issue-jobs.ts'
import { openFiled } from './filed.ts'

let filed: Awaited<ReturnType<typeof openFiled>>
beforeEach(async () => {
  filed = await openFiled()
  await filed.sync.events()
})
afterEach(() => filed.sync.close())

it('a state of ours that was given up without a record, and replaced by a newer one, is no decision of a person when it is heard of', async () => {
  const { sync, ref } = filed
  sync.pass(1000)
  await sync.say('f', 'fixed')
  await giveUp()
  // It arrived nevertheless.
  await sync.set(ref.id, { status: 'closed', reason: 'completed' })
  sync.pass(1000)
  await sync.say('f', 'open')

  await sync.hear(await sync.events())
  await sync.deliver()

  expect((await sync.connector.read(ref, AbortSignal.timeout(10_000))).state.status).toBe('open')
  const history = await listHistory(sync.deps.db, filed.issue.id)
  expect(history.filter(({ reason }) => reason.includes('by a person'))).toEqual([])
})

/** As a process leaves its update that has died over it three times. */
async function giveUp(): Promise<void> {
  const { sync, issue } = filed
  const change = { state: 'failed', outcomeUnknown: true, firstAttemptAt: 1 } as const
  const isUpdate = and(eq(jobs.issueId, issue.id), eq(jobs.kind, 'update'))
  await sync.deps.db.query.update(jobs).set(change).where(isUpdate)
  await sync.deps.db.atomic([releaseNext(issue.id, 'local')])
}
