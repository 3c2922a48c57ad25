import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, it } from 'vitest'
import { NewDestinationError } from '../../../../db/conflict.ts'
import type { Db } from '../../../../db/store.ts'
import { updateIssue } from '../../../../db/tables/issues.ts'
import { destinationId, pollId } from '../../../../db/tables/queue/destinations.ts'
import { dropJobs, insertFirstJob, releaseNext } from '../../../../db/tables/queue/issue-jobs.ts'
import { findJob, type Job, listOpenJobs, openJobs } from '../../../../db/tables/queue/jobs.ts'
import { promoteDue } from '../../../../db/tables/queue/leases.ts'
import type { Open } from '../index.ts'
import { account, destination, now, target } from '../rows.ts'
import { openQueue, type Queue } from './queue-rows.ts'

/** In what order the jobs of one issue run. */
export function describeIssueJobs(open: Open): void {
  let db: Db
  let queue: Queue
  let issueId: string
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
    issueId = (await queue.addIssue()).id
  })

  describe('the jobs of one issue', () => {
    it('run one after another in the order they were added, whatever their rank', async () => {
      const ids = [await add('create'), await add('update', { rank: 0 }), await add('comment')]
      const seen: string[] = []

      for (let job = await queue.claim(); job; job = await queue.claim()) {
        expect(await queue.claim()).toBeNull()
        seen.push(job.id)
        await queue.finish(job)
      }

      expect(seen).toEqual(ids)
    })

    it('begin only where the destination is stored and polled', async () => {
      const first = async (destination: string) => {
        const { id } = await queue.addIssue()
        const job = { id: uuidv7(), issueId: id, kind: 'create', account, destination, payload: {} }
        const rest = { reason: 'test', requestId: null, priority: 2, rank: now, now }
        await db.atomic([insertFirstJob({ ...job, ...rest })])
      }
      await expect(first(destinationId(account, 'acme/new'))).rejects.toThrow(NewDestinationError)
      await queue.patch(pollId(destination), { state: 'done' })
      await expect(first(destination)).rejects.toThrow(NewDestinationError)

      await queue.addDestination(target)

      await first(destination)
    })

    it('wait while an earlier one waits to be tried again', async () => {
      await add('update')
      await add('comment')

      await queue.end(await queue.claim(), { state: 'waiting', dueAt: now + 9, tries: 1 }, [
        releaseNext(issueId, account),
      ])
      expect(await queue.statesOf(issueId)).toEqual(['waiting', 'waiting'])
      await db.atomic([promoteDue(account, now + 9)])

      expect((await queue.claim({ now: now + 9 }))?.kind).toBe('update')
      expect(await queue.claim({ now: now + 9 })).toBeNull()
    })

    it('leave a pause between two of them if the tracker asks for one', async () => {
      await add('update')
      const second = await add('update')
      await queue.finish(await queue.claim(), 'done', now + 300)

      await db.atomic([promoteDue(account, now + 299)])
      expect(await queue.claim({ now: now + 299 })).toBeNull()
      await add('comment')
      await db.atomic([promoteDue(account, now + 300)])
      expect((await queue.claim({ now: now + 300 }))?.id).toBe(second)
      expect(await queue.claim({ now: now + 300 })).toBeNull()
    })

    it('hold back none of another account', async () => {
      await add('create')
      const other = await queue.addDestination('findings', '', 'appscan')
      const push = await add('push', { account: 'appscan', destination: other })
      const second = await add('push', { account: 'appscan', destination: other })

      expect((await queue.claim({ account: 'appscan' }))?.id).toBe(push)
      expect(await queue.claim({ account: 'appscan' })).toBeNull()
      await queue.finish(await queue.claim())
      expect((await findJob(db, second))?.state).toBe('waiting')
    })

    it('go on after an optional one that failed', async () => {
      await add('comment')
      const next = await add('update')
      await queue.finish(await queue.claim(), 'failed')

      expect((await queue.claim())?.id).toBe(next)
      const later = await add('update')
      await queue.finish((await findJob(db, next)) as Job)
      expect((await queue.claim())?.id).toBe(later)
    })

    it('wait behind a create that failed, which holds back no other issue', async () => {
      await add('create')
      await add('update')
      const healthy = await queue.addJob()
      await queue.finish(await queue.claim(), 'failed')
      await add('comment')

      expect((await queue.claim())?.id).toBe(healthy)
      expect(await queue.claim()).toBeNull()
      expect(await queue.statesOf(issueId)).toEqual(['failed', 'waiting', 'waiting'])
    })

    it('are not added for an issue that is gone or was never stored', async () => {
      await db.atomic([updateIssue(db, issueId, { goneAt: now })])

      await add('update')
      await queue.addJob({ issueId: uuidv7() })

      expect(await listOpenJobs(db, '', 10)).toEqual([])
    })

    it('end with the issue', async () => {
      const id = await add('create')
      await add('update')
      await queue.claim()

      await db.atomic([dropJobs(issueId, 'gone', now)])

      expect(await openJobs(db, [issueId])).toEqual([])
      const ended = { state: 'done', error: 'gone', payload: {}, finishedAt: now, leaseUntil: null }
      expect(await findJob(db, id)).toMatchObject(ended)
    })
  })

  function add(kind: string, job: Parameters<typeof queue.addJob>[0] = {}): Promise<string> {
    return queue.addJob({ issueId, kind, ...job })
  }
}
