import { beforeEach, describe, expect, it } from 'vitest'
import { LeaseLostError } from '../../../../db/conflict.ts'
import type { Db } from '../../../../db/store.ts'
import { dropJobs } from '../../../../db/tables/queue/issue-jobs.ts'
import { findJob } from '../../../../db/tables/queue/jobs.ts'
import { attemptMs, freeLeases, leaseMs, promoteDue } from '../../../../db/tables/queue/leases.ts'
import { keepSetting, readSetting, setSetting } from '../../../../db/tables/settings.ts'
import type { Open } from '../index.ts'
import { account, now } from '../rows.ts'
import { openQueue, type Queue } from './queue-rows.ts'

/** What becomes of a job whose worker dies or is slow. */
export function describeLeases(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
  })

  describe('a lease that ran out', () => {
    it('gives the job back as uncertain, once a look-up can be believed', async () => {
      const id = await queue.addJob()
      await queue.claim()
      const settleMs = leaseMs + 5000
      const settled = now + attemptMs + settleMs

      await free({ settleMs, now: now + leaseMs - 1 })
      expect((await findJob(db, id))?.state).toBe('running')
      await free({ settleMs, now: now + leaseMs })

      await db.atomic([promoteDue(account, settled - 1)])
      expect(await queue.claim({ now: settled - 1 })).toBeNull()
      await db.atomic([promoteDue(account, settled)])
      // First tried when it was claimed first: a look-up need not go further back.
      const tried = { outcomeUnknown: true, firstAttemptAt: now, lostLeases: 1 }
      expect(await queue.claim({ now: settled })).toMatchObject({ id, ...tried })
    })

    it('fails the job at the third time, says why, and lets the next of its issue go', async () => {
      const { id: issueId } = await queue.addIssue()
      const id = await queue.addJob({ issueId, kind: 'comment' })
      const next = await queue.addJob({ issueId })
      const healthy = await queue.addJob()
      for (const time of [1, 2]) {
        expect((await claimAndLose())?.lostLeases).toBe(time - 1)
        expect((await findJob(db, id))?.state).toBe('waiting')
        await db.atomic([promoteDue(account, now)])
      }

      await claimAndLose()

      expect(await findJob(db, id)).toMatchObject({ state: 'failed', dueAt: null, lostLeases: 3 })
      expect((await findJob(db, id))?.error).toMatch(/three times/)
      expect((await findJob(db, healthy))?.state).toBe('ready')
      expect((await findJob(db, next))?.state).toBe('ready')
    })

    it('is forgiven once an attempt has ended', async () => {
      const id = await queue.addJob()
      for (let time = 0; time < 4; time++) {
        await claimAndLose()
        await db.atomic([promoteDue(account, now)])
        await queue.end(await queue.claim(), { state: 'ready' })
      }

      expect(await findJob(db, id)).toMatchObject({ state: 'ready', lostLeases: 0 })
    })

    it('never ends an unpaced job', async () => {
      for (let time = 0; time < 5; time++) {
        expect((await queue.claimUnpaced())?.kind).toBe('poll')
        await free({ settleMs: 0, all: true })
      }
    })

    it('is no concern of another account', async () => {
      const id = await queue.addJob()
      await queue.claim()

      await free({ account: 'local', settleMs: 0, all: true })

      expect((await findJob(db, id))?.state).toBe('running')
    })
  })

  describe('a lease that was lost', () => {
    it('lets its holder record nothing at all', async () => {
      const { id: issueId } = await queue.addIssue()
      await queue.addJob({ issueId })
      await queue.addJob({ issueId })
      const lost = await queue.claim()
      await free({ settleMs: 0, all: true })
      await db.atomic([promoteDue(account, now)])
      const held = await queue.claim()
      await keepSetting(db, 'a', 'before')

      const late = queue.end(lost, { state: 'done' }, [setSetting(db, 'a', 'after')])

      await expect(late).rejects.toThrow(LeaseLostError)
      expect(await readSetting(db, 'a')).toBe('before')
      expect(await queue.statesOf(issueId)).toEqual(['running', 'waiting'])
      await queue.finish(held)
      expect(await queue.statesOf(issueId)).toEqual(['done', 'ready'])
    })

    it('cannot be used twice', async () => {
      await queue.addJob()
      const job = await queue.claim()
      await queue.finish(job)

      await expect(queue.finish(job)).rejects.toThrow(LeaseLostError)
    })

    it('is what the end of all work on the issue leaves to its holder', async () => {
      const { id: issueId } = await queue.addIssue()
      const id = await queue.addJob({ issueId })
      const job = await queue.claim()
      await db.atomic([dropJobs(issueId, 'gone', now)])

      await expect(queue.finish(job)).rejects.toThrow(LeaseLostError)
      expect(await findJob(db, id)).toMatchObject({ state: 'done', error: 'gone' })
    })
  })

  /** Claims the next job, and has its worker die: it may be claimed again at once. */
  async function claimAndLose() {
    const job = await queue.claim()
    await free({ settleMs: 0, all: true })
    return job
  }

  async function free(lost: Partial<Parameters<typeof freeLeases>[0]> & { settleMs: number }) {
    await db.atomic([freeLeases({ account, now, ...lost })].flat())
  }
}
