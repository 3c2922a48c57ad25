import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../../db/store.ts'
import {
  dropCreate,
  dropStates,
  insertStateJob,
  moveJobs,
  releaseNext,
  supersedeStates,
} from '../../../db/tables/queue/issue-jobs.ts'
import { findJob, openJobs } from '../../../db/tables/queue/jobs.ts'
import type { Open } from './index.ts'
import { openQueue, type Queue } from './queue/queue-rows.ts'
import { account, now } from './rows.ts'

/** What becomes of an issue's open work if it is needed no more, or is done elsewhere. */
export function describeIssueChanges(open: Open): void {
  let db: Db
  let queue: Queue
  let issueId: string
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
    issueId = (await queue.addIssue()).id
  })

  describe('the state that an update brings', () => {
    it('is taken out of the updates that have not begun, if a person has decided since', async () => {
      await add('update', { payload: { state: { status: 'closed' } } })
      await add('update', { payload: { state: { status: 'open' }, addLabels: ['a'] } })
      await add('update', { payload: { addLabels: ['b'] } })
      await queue.claim()

      await db.atomic([dropStates(issueId)])

      const jobs = await openJobs(db, [issueId])
      expect(jobs.map(({ state, payload }) => [state, payload])).toEqual([
        ['running', { state: { status: 'closed' } }],
        ['waiting', { addLabels: ['a'] }],
        ['waiting', { addLabels: ['b'] }],
      ])
    })

    it('was what failed: without it the update may go on', async () => {
      const id = await add('update', { payload: { state: { status: 'closed' }, addLabels: ['a'] } })
      await queue.finish(await queue.claim(), 'failed')

      await db.atomic([dropStates(issueId)])

      expect(await queue.claim()).toMatchObject({ id, payload: { addLabels: ['a'] } })
    })

    it('is replaced by a newer one if it was refused for good', async () => {
      const refused = await add('update', { payload: { state: { status: 'closed' } } })
      await queue.finish(await queue.claim(), 'failed')
      const labels = await add('update', { payload: { addLabels: ['a'] } })
      await queue.finish(await queue.claim(), 'failed')
      const open = await add('update', { payload: { state: { status: 'open' } } })

      await db.atomic([supersedeStates(issueId, now)])

      const replaced = { state: 'done', error: 'replaced by a newer state', finishedAt: now }
      expect(await findJob(db, refused)).toMatchObject(replaced)
      expect((await findJob(db, labels))?.state).toBe('failed')
      expect((await findJob(db, open))?.state).toBe('ready')
    })
  })

  describe('a new state', () => {
    it('names the states of failed updates that the tracker may have taken, and theirs', async () => {
      const closed = { status: 'closed', reason: 'completed' }
      const tried = [{ status: 'closed', reason: 'duplicate' }]
      const id = await add('update', { payload: { state: closed, tried } })
      await queue.finish(await queue.claim(), 'failed')
      await queue.patch(id, { outcomeUnknown: true })

      await addState()
      await db.atomic([supersedeStates(issueId, now)])

      const [open, ...others] = await openJobs(db, [issueId])
      expect(open?.payload.tried).toHaveLength(2)
      expect(open?.payload.tried).toEqual(expect.arrayContaining([closed, ...tried]))
      expect(others).toEqual([])
    })

    it('names none that was refused', async () => {
      await add('update', { payload: { state: { status: 'closed', reason: 'completed' } } })
      await queue.finish(await queue.claim(), 'failed')

      await addState()

      const jobs = await openJobs(db, [issueId])
      expect(jobs.at(-1)?.payload).toEqual({ state: { status: 'open', reason: null } })
    })
  })

  describe('an issue that is filed elsewhere', () => {
    it('goes on there without its filing', async () => {
      await add('create')
      await add('comment')
      await add('update')
      const goal = { account: 'local', destination: 'local:shop' }

      await db.atomic([
        dropCreate(issueId, 'linked', now),
        moveJobs(issueId, account, goal),
        releaseNext(issueId, 'local'),
      ])

      const jobs = await openJobs(db, [issueId])
      expect(jobs).toMatchObject([
        { kind: 'comment', state: 'ready', ...goal },
        { kind: 'update', state: 'waiting', ...goal },
      ])
    })

    it('goes on there even if its filing had failed, and leaves the work of its scanner alone', async () => {
      await add('create')
      await add('comment')
      const push = await add('push', { account: 'appscan', destination: 'appscan:findings' })
      await queue.finish(await queue.claim(), 'failed')

      await db.atomic([
        dropCreate(issueId, 'linked', now),
        moveJobs(issueId, account, { account: 'local', destination: 'local:shop' }),
        releaseNext(issueId, 'local'),
      ])

      const jobs = await openJobs(db, [issueId])
      expect(jobs.map(({ state, kind }) => [state, kind])).toEqual([
        ['ready', 'comment'],
        ['ready', 'push'],
      ])
      expect((await findJob(db, push))?.account).toBe('appscan')
    })

    it('goes on there after the job that ran while it was moved', async () => {
      await queue.addDestination('shop', 'read', 'local')
      await add('update')
      const next = await add('comment')
      const running = await queue.claim()
      await db.atomic([
        moveJobs(issueId, account, { account: 'local', destination: 'local:shop' }),
        releaseNext(issueId, 'local'),
      ])
      expect(await queue.claim({ account: 'local' })).toBeNull()

      await queue.finish(running)

      expect((await queue.claim({ account: 'local' }))?.id).toBe(next)
    })
  })

  function addState(): Promise<string> {
    const payload = { state: { status: 'open', reason: null } }
    return queue.addJob({ issueId, kind: 'update', payload }, insertStateJob)
  }

  function add(kind: string, job: Parameters<typeof queue.addJob>[0] = {}): Promise<string> {
    return queue.addJob({ issueId, kind, ...job })
  }
}
