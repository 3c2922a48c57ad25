import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../../../db/store.ts'
import {
  pauseAccount,
  pauseDestination,
  resumeAccount,
  resumeDestination,
  updateAccount,
} from '../../../../db/tables/queue/accounts.ts'
import { nextDues } from '../../../../db/tables/queue/dues.ts'
import { dropJobs } from '../../../../db/tables/queue/issue-jobs.ts'
import { leaseMs } from '../../../../db/tables/queue/leases.ts'
import type { Open } from '../index.ts'
import { account, destination, now, target } from '../rows.ts'
import { openQueue, type Queue } from './queue-rows.ts'

/** When to look for work again. */
export function describeDues(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
    await db.query.run(`delete from jobs`)
  })

  const pause = { reason: 'no', target, now, checkAt: now + 700 }

  describe('the next due time of an account', () => {
    it('is none without work', async () => {
      expect(await dues()).toEqual({ paced: null, unpaced: null })
      expect(await nextDues(db, ['unknown'])).toEqual([
        { id: 'unknown', paced: null, unpaced: null },
      ])
    })

    it('is when the account may write next, if a job is ready', async () => {
      await queue.addJob()
      expect((await dues()).paced).toBe(0)

      await db.atomic([updateAccount(db, account, { nextWriteAt: now + 90 })])

      expect(await dues()).toEqual({ paced: now + 90, unpaced: null })
    })

    it('is the time of the first job that waits for its time, if the account may write then', async () => {
      await queue.addNamed({ dueAt: now + 50 })
      await queue.addNamed({ id: 'fetch:b', dueAt: now + 60 })
      expect((await dues()).paced).toBe(now + 50)

      await db.atomic([updateAccount(db, account, { nextWriteAt: now + 90 })])

      expect((await dues()).paced).toBe(now + 90)
    })

    it('is not that of jobs which wait for an earlier one', async () => {
      const { id: issueId } = await queue.addIssue()
      await queue.addJob({ issueId, kind: 'create' })
      await queue.addJob({ issueId })
      await queue.finish(await queue.claim(), 'failed')

      expect((await dues()).paced).toBeNull()
      await db.atomic([dropJobs(issueId, 'gone', now)])
      expect((await dues()).paced).toBeNull()
    })

    it('is when the lease of a running job runs out', async () => {
      await queue.addJob()
      await queue.claim()

      expect((await dues()).paced).toBe(now + leaseMs)
    })

    it('is not that of paused work, but that of the check which may end the pause', async () => {
      const poll = { id: 'poll:x', kind: 'poll', paced: false, dueAt: now + 5 }
      await queue.addJob()
      await queue.addNamed(poll)
      expect(await dues()).toEqual({ paced: 0, unpaced: now + 5 })

      await db.atomic(pauseDestination(db, { id: destination, account }, pause))
      expect(await dues()).toEqual({ paced: null, unpaced: now + 700 })
      await db.atomic([
        resumeDestination(db, destination),
        ...pauseAccount(db, account, { ...pause, checkAt: now + 600 }),
      ])
      expect(await dues()).toEqual({ paced: null, unpaced: now + 600 })
      await db.atomic([resumeAccount(db, account)])
      expect(await dues()).toEqual({ paced: 0, unpaced: now + 5 })
    })

    it('is none where nothing may be written before the changes were read', async () => {
      await db.query.run(`update destinations set cursor = null`)
      await queue.addJob()

      expect((await dues()).paced).toBeNull()
    })
  })

  it('the next due times are those of each account, of twenty in one query', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `account-${n}`)
    for (const of of ids)
      await queue.addJob({
        account: of,
        destination: await queue.addDestination('x', 'read', of),
      })
    await db.atomic([updateAccount(db, 'account-7', { nextWriteAt: now + 7 })])

    const all = await nextDues(db, ids)

    const byId = new Map(all.map((due) => [due.id, due.paced]))
    expect(byId.size).toBe(20)
    expect([byId.get('account-7'), byId.get('account-8')]).toEqual([now + 7, 0])
  })

  async function dues() {
    const [first] = await nextDues(db, [account])
    return { paced: first?.paced, unpaced: first?.unpaced }
  }
}
