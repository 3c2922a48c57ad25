import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../../../db/store.ts'
import { dismissJob, redriveJobs } from '../../../../db/tables/queue/failed-jobs.ts'
import { findJob } from '../../../../db/tables/queue/jobs.ts'
import type { Open } from '../index.ts'
import { now } from '../rows.ts'
import { openQueue, type Queue } from './queue-rows.ts'

/** What an operator may do about jobs that were refused for good. */
export function describeRedrives(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
  })

  describe('a redrive', () => {
    it('lets a failed job run again as if it had never failed, and then those it held back', async () => {
      const { id: issueId } = await queue.addIssue()
      const id = await queue.addJob({ issueId, kind: 'create' })
      await queue.addJob({ issueId })
      await fail({ tries: 7, error: 'refused', failingSince: now })

      expect(await redriveJobs(db, { job: id })).toMatchObject([{ id }])

      const fresh = { id, tries: 0, lostLeases: 0, error: null, failingSince: null }
      const again = await queue.claim()
      expect(again).toMatchObject(fresh)
      await queue.finish(again)
      expect(await queue.statesOf(issueId)).toEqual(['done', 'ready'])
    })

    it('is of one job, of an issue, or of all', async () => {
      const issue = await queue.addIssue()
      const ids = [await queue.addJob({ issueId: issue.id }), await queue.addJob()]
      ids.push(await queue.addJob(), await queue.addJob())
      for (const _ of ids.slice(1)) await fail()
      const [first, second, third, healthy] = ids as [string, string, string, string]

      expect(await redriveJobs(db, { job: healthy })).toEqual([])
      expect(await redriveJobs(db, { job: second })).toEqual([{ id: second }])
      expect(await redriveJobs(db, { issue: issue.id })).toEqual([{ id: first }])
      expect(await redriveJobs(db, {})).toEqual([{ id: third }])
    })

    it('runs no two jobs of one issue at a time, and the earlier one first', async () => {
      const { id: issueId } = await queue.addIssue()
      const ids = [await queue.addJob({ issueId }), await queue.addJob({ issueId })]
      await fail()
      await fail()
      ids.push(await queue.addJob({ issueId }))
      await redriveJobs(db, { issue: issueId })
      const seen: string[] = []

      for (let job = await queue.claim(); job; job = await queue.claim()) {
        expect(await queue.claim()).toBeNull()
        seen.push(job.id)
        await queue.finish(job)
      }

      expect(seen).toEqual(ids)
    })
  })

  it('a failed job that was dismissed is over, and no other can be dismissed', async () => {
    const id = await queue.addJob()
    const healthy = await queue.addJob()
    await fail()

    expect(await dismissJob(db, id, now)).toMatchObject([{ id }])
    expect(await dismissJob(db, id, now)).toEqual([])
    expect(await dismissJob(db, healthy, now)).toEqual([])

    expect(await findJob(db, id)).toMatchObject({ state: 'done', finishedAt: now })
    expect(await redriveJobs(db, {})).toEqual([])
  })

  async function fail(change: object = {}): Promise<void> {
    const job = await queue.claim()
    await queue.finish(job, 'failed')
    if (job) await queue.patch(job.id, change)
  }
}
