import { afterEach, beforeEach, expect, it } from 'vitest'
import { listHistory } from '../../db/tables/history.ts'
import { findIssue } from '../../db/tables/issues.ts'
import { eventWrites } from '../../src/mirror/apply-events.ts'
import { enqueueRefresh } from '../../src/queue/enqueue.ts'
import { openFiled } from './filed.ts'

let filed: Awaited<ReturnType<typeof openFiled>>
beforeEach(async () => {
  filed = await openFiled()
  await filed.sync.events()
  filed.sync.pass(1000)
})
afterEach(() => filed.sync.close())

const duplicate = { status: 'closed', reason: 'duplicate' } as const

it('a decision of a person that is heard of while a state of ours is written is applied once', async () => {
  const { sync, issue, ref } = filed
  await sync.say('f', 'fixed')
  await sync.set(ref.id, duplicate)
  await hearWhileWriting()

  await sync.deliver()

  expect(await findIssue(sync.deps.db, issue.id)).toMatchObject({
    ...duplicate,
    decidedBy: 'person',
  })
  expect(await decisions()).toEqual(['closed by a person as a duplicate'])
})

it('if the tracker closes an issue for our reason, though a person has closed it for another before, the row says so too', async () => {
  const { sync, issue, ref } = filed
  await sync.say('f', 'fixed')
  await sync.set(ref.id, duplicate)
  await hearWhileWriting()
  sync.pass(1000)
  await sync.set(ref.id, { status: 'open', reason: null })

  await sync.deliver()

  const { state } = await sync.connector.read(ref, AbortSignal.timeout(10_000))
  expect(state).toEqual({ status: 'closed', reason: 'completed' })
  expect(await findIssue(sync.deps.db, issue.id)).toMatchObject(state)
})

it('what a person decides by a page that was held up is heard of, though something newer is known', async () => {
  const { sync, issue, ref } = filed
  await sync.set(ref.id, duplicate)
  await sync.hear(await sync.events())
  sync.pass(-500)
  await sync.set(ref.id, { status: 'open', reason: null })

  await sync.hear(await sync.events())
  await sync.deliver()

  expect(await findIssue(sync.deps.db, issue.id)).toMatchObject({ status: 'open' })
  expect(await decisions()).toEqual(['reopened by a person', 'closed by a person as a duplicate'])
})

it('what a person decides after a refresh has read the issue, and a poll brings before that is recorded, is applied', async () => {
  const { sync, issue, ref } = filed
  await sync.deps.db.atomic([enqueueRefresh(sync.deps, issue, 'in doubt')])
  const { read } = sync.connector
  sync.connector.read = async (...call) => {
    sync.connector.read = read
    const before = await read(...call)
    await sync.set(ref.id, duplicate)
    await sync.hear(await sync.events())
    return before
  }

  await sync.deliver()

  expect(await findIssue(sync.deps.db, issue.id)).toMatchObject(duplicate)
  expect(await decisions()).toEqual(['closed by a person as a duplicate'])
})

/** A poll has looked before the job begins, and applies what it saw while the job writes. */
async function hearWhileWriting(): Promise<void> {
  const { sync } = filed
  const poll = await eventWrites(sync.deps, 'local', await sync.events())
  const write = sync.connector.update
  sync.connector.update = async (...call) => {
    await sync.deps.db.atomic(poll)
    return write(...call)
  }
}

async function decisions(): Promise<string[]> {
  const history = await listHistory(filed.sync.deps.db, filed.issue.id)
  return history.map(({ reason }) => reason).filter((reason) => reason.includes('by a person'))
}
