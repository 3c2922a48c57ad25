import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../../../db/store.ts'
import { deleteOld } from '../../../../db/tables/purge.ts'
import { findAccount, updateAccount } from '../../../../db/tables/queue/accounts.ts'
import { insertAttempt } from '../../../../db/tables/queue/attempts.ts'
import { nextDues } from '../../../../db/tables/queue/dues.ts'
import { chargeAccount, type Spent } from '../../../../db/tables/queue/pace.ts'
import type { Open } from '../index.ts'
import { account, destination } from '../rows.ts'
import { openQueue, type Queue } from './queue-rows.ts'

const minute = 60_000
const hour = 60 * minute
/** Begins a minute, so that the buckets are plain. */
const now = 1000 * minute

/** How fast an account may be written to. */
export function describePace(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
  })

  describe('the pace of an account', () => {
    it('keeps claims back until its next write may be made', async () => {
      await queue.addJob()
      await db.atomic([updateAccount(db, account, { nextWriteAt: now + 1 })])

      expect(await queue.claim({ now })).toBeNull()
      expect(await queue.claim({ now: now + 1 })).not.toBeNull()
    })

    it('keeps claims apart while the attempts of earlier ones still run', async () => {
      await queue.addJob()
      await queue.addJob()
      await queue.claim({ now, everyMs: 1000 })

      expect(await queue.claim({ now: now + 999, everyMs: 1000 })).toBeNull()
      expect(await queue.claim({ now: now + 1000, everyMs: 1000 })).not.toBeNull()
    })

    it('makes the next write wait for each write of an attempt, from the start of the attempt', async () => {
      await charge({ writes: 3, everyMs: 1000, lastWriteAt: now, now: now + 500 })
      expect(await nextWriteAt()).toBe(now + 3000)

      await charge({ writes: 1, everyMs: 1000, lastWriteAt: now + 100 })
      expect(await nextWriteAt()).toBe(now + 4000)
      await charge({ writes: 0, everyMs: 1000, lastWriteAt: now + 9000 })
      expect(await nextWriteAt()).toBeLessThanOrEqual(now + 9000)
    })

    it('waits as long as the tracker says after "too fast", and counts how often it said so in a row', async () => {
      await charge({ notBefore: now + 5000 })
      await charge({ notBefore: now + 4000 })
      expect(await findAccount(db, account)).toMatchObject({ limited: 2, nextWriteAt: now + 5000 })

      await charge({})

      expect(await findAccount(db, account)).toMatchObject({ limited: 0, nextWriteAt: now + 5000 })
    })
  })

  describe('the limit of an hour', () => {
    it('stops the account until the oldest minute is an hour ago', async () => {
      await charge({ writes: 2, perHour: 4, now })
      await charge({ writes: 1, perHour: 4, now: now + 10 * minute })
      expect(await nextWriteAt()).toBeLessThanOrEqual(now + 10 * minute)

      await charge({ writes: 1, perHour: 4, now: now + 20 * minute })
      expect(await nextWriteAt()).toBe(now + hour + minute)
      await charge({ writes: 1, perHour: 4, now: now + hour + minute })
      expect(await nextWriteAt()).toBeLessThanOrEqual(now + hour + minute)
      await charge({ writes: 1, perHour: 4, now: now + hour + minute })
      expect(await nextWriteAt()).toBe(now + hour + 11 * minute)
    })

    it('keeps a twenty-fifth for what is urgent: critical findings, and old ones', async () => {
      await charge({ writes: 23, perHour: 25, now })
      await queue.addJob({ rank: now + hour })
      const critical = await queue.addJob({ rank: now, priority: 0 })
      await charge({ writes: 1, perHour: 25, now })

      const claimed = await queue.claim({ now })
      await queue.finish(claimed)
      expect(claimed?.id).toBe(critical)
      expect(await queue.claim({ now })).toBeNull()
      expect(await nextDues(db, [account])).toMatchObject([{ paced: now + hour }])
      expect(await queue.claim({ now: now + hour })).not.toBeNull()
    })

    it('counts attempts that were deleted since', async () => {
      const row = { id: uuidv7(), jobId: 'j', account, at: now, took: 1, writes: 3 }
      await db.atomic([insertAttempt(db, { ...row, outcome: 'done', message: null })])
      await charge({ writes: 3, perHour: 4, now })

      await db.atomic(deleteOld(Date.now() + hour, 100))
      await charge({ writes: 1, perHour: 4, now: now + minute })

      expect(await db.query.all(sql`select id from attempts`)).toEqual([])
      expect(await nextWriteAt()).toBe(now + hour + minute)
    })

    it('remembers the writes of the last hour only', async () => {
      await charge({ writes: 3, perHour: 4, now })
      await charge({ writes: 1, perHour: 4, now: now + 2 * hour })
      await charge({ writes: 2, perHour: 4, now: now + 2 * hour + 30 })

      const recentWrites = { [String((now + 2 * hour) / minute)]: 3, total: 3 }
      expect((await findAccount(db, account))?.recentWrites).toEqual(recentWrites)
    })
  })

  async function charge(spent: Partial<Spent>): Promise<void> {
    const usual = { writes: 0, everyMs: 0, perHour: 0, notBefore: null, now, ...spent }
    const lastWriteAt = spent.lastWriteAt ?? usual.now
    await db.atomic([chargeAccount({ account, destination, ...usual, lastWriteAt })])
  }

  async function nextWriteAt(): Promise<number | undefined> {
    return (await findAccount(db, account))?.nextWriteAt
  }
}
