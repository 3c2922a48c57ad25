import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../../../db/store.ts'
import { pauseDestination } from '../../../../db/tables/queue/accounts.ts'
import { releaseNext } from '../../../../db/tables/queue/issue-jobs.ts'
import { chargeAccount } from '../../../../db/tables/queue/pace.ts'
import type { Open } from '../index.ts'
import { account, now } from '../rows.ts'
import { openQueue, type Queue } from './queue-rows.ts'

/** In what order an account's destinations get their turns. */
export function describeTurns(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
  })

  describe('destinations', () => {
    it('take turns, however many jobs each has', async () => {
      await fill('a', 9)
      await fill('b', 2)
      await fill('c', 3)

      expect(await runMany(8)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'c'])
    })

    it('with a critical job go first, but every fourth turn goes on in the circle', async () => {
      await fill('a', 2)
      await fill('b', 9, 0)
      await fill('c', 2)

      expect(await runMany(8)).toEqual(['b', 'b', 'b', 'c', 'b', 'b', 'b', 'c'])
      expect(await runMany(5)).toEqual(['b', 'b', 'b', 'a', 'a'])
    })

    it('of which one has only old jobs that are less urgent let the critical job of another go first', async () => {
      await fill('a', 3, 3, now - 1_000_000)
      await fill('b', 1, 0)

      expect(await runMany(2)).toEqual(['b', 'a'])
    })

    it('that are paused lose their turn to the next', async () => {
      await fill('a', 2)
      const paused = await fill('b', 2, 0)
      await fill('c', 2)
      const pause = { reason: 'no', target: 'b', now, checkAt: now }
      await db.atomic(pauseDestination(db, { id: paused, account }, pause))

      expect(await runMany(5)).toEqual(['a', 'c', 'a', 'c'])
    })
  })

  it('a claim takes a job from behind thousands of a paused destination', async () => {
    const paused = await fill('a', 1)
    const pause = { reason: 'no', target: 'a', now, checkAt: now }
    await db.atomic(pauseDestination(db, { id: paused, account }, pause))
    await db.query.run(sql`insert into jobs (id, kind, account, destination, payload, reason, state, paced, rank, created_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
      select 'j-' || i, 'update', ${account}, ${paused}, '{}', 'test', 'ready', 1, i, i from n`)
    await fill('b', 1)

    expect(await runMany(2)).toEqual(['b'])
  })

  async function fill(target: string, jobs: number, priority = 2, rank = now): Promise<string> {
    const destination = await queue.addDestination(target)
    for (let n = 0; n < jobs; n++) await queue.addJob({ destination, priority, rank: rank + n })
    return destination
  }

  /** The targets of the next claims, each of which ends before the next. */
  async function runMany(claims: number): Promise<string[]> {
    const targets: string[] = []
    for (let n = 0; n < claims; n++) {
      const job = await queue.claim()
      if (!job) return targets
      const place = job.destination ?? ''
      const spent = { account, destination: place, lastWriteAt: now, now, writes: 0 }
      await queue.end(job, { state: 'done' }, [
        chargeAccount({ ...spent, everyMs: 0, perHour: 0, notBefore: null }),
        releaseNext(job.issueId ?? '', account),
      ])
      targets.push(place.slice(account.length + 1))
    }
    return targets
  }
}
