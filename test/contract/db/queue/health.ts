import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../../../db/store.ts'
import {
  pauseAccount,
  pauseDestination,
  pausedAccounts,
  resumeDestination,
  updateAccount,
} from '../../../../db/tables/queue/accounts.ts'
import { findCreationStatus } from '../../../../db/tables/queue/creation-status.ts'
import {
  ensureUnpolled,
  pausedDestinations,
  pollId,
} from '../../../../db/tables/queue/destinations.ts'
import {
  failedJobs,
  failingPolls,
  orphanedJobs,
  overdueJobs,
  waitingAt,
} from '../../../../db/tables/queue/health.ts'
import type { Open } from '../index.ts'
import { account, destination, now, target } from '../rows.ts'
import { openQueue, type Queue } from './queue-rows.ts'

const minute = 60_000

/** What an operator is shown of the queue. */
export function describeHealth(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
    await db.query.run(`update jobs set due_at = ${now + 60 * minute} where kind = 'poll'`)
  })

  const pause = { reason: 'no', target, now, checkAt: now + 9 }

  describe('the health of the queue', () => {
    it('counts failed jobs by account, since the first and with the newest error, but no fetches', async () => {
      await fail({ error: 'zebra', failingSince: now + 1 })
      await fail({ error: 'apple', failingSince: now + 2 })
      await queue.addNamed()
      await db.query.run(`update jobs set state = 'failed' where kind = 'fetch'`)
      const other = await queue.addDestination('shop', 'read', 'local')
      await queue.addJob({ account: 'local', destination: other })

      expect(await failedJobs(db)).toEqual([{ account, count: 2, since: now + 1, error: 'apple' }])
    })

    it('names the polls that have failed for long', async () => {
      await queue.patch(pollId(destination), { error: 'no', failingSince: now })
      const other = await queue.addDestination('acme/other')
      await queue.patch(pollId(other), { error: 'no', failingSince: now + 1 })

      expect(await failingPolls(db, now + 1)).toEqual([
        { account, destination, count: 1, since: now, error: 'no' },
      ])
    })

    it('counts the jobs that wait for what is paused', async () => {
      await queue.addJob()
      await queue.addJob({ destination: await queue.addDestination('acme/other') })

      const places = [
        { account, destination },
        { account, destination: null },
      ]
      expect(await waitingAt(db, places)).toEqual([1, 2])
    })

    it('lists what is paused', async () => {
      expect([await pausedAccounts(db), await pausedDestinations(db)]).toEqual([[], []])

      await db.atomic([
        ...pauseAccount(db, account, pause),
        ...pauseDestination(db, { id: destination, account }, pause),
      ])

      const paused = { pausedAt: now, pausedReason: 'no' }
      expect(await pausedAccounts(db)).toMatchObject([{ id: account, ...paused }])
      expect(await pausedDestinations(db)).toMatchObject([{ id: destination, ...paused }])
    })
  })

  describe('a job is overdue', () => {
    const late = now + 10 * minute

    it('if it could have started and did not', async () => {
      await queue.addJob({ now })
      expect(await overdue(now)).toEqual([])

      expect(await overdue(late)).toEqual([{ account, count: 1, since: now, error: null }])
    })

    it('if its time has come and nobody noticed', async () => {
      await queue.addNamed({ dueAt: now + 5 })
      await db.query.run(`update jobs set due_at = ${now + 7} where kind = 'poll'`)

      expect(await overdue(late)).toEqual([{ account, count: 2, since: now + 5, error: null }])
    })

    it('but not if it waits for a pause, for the pace, or for others that run', async () => {
      await queue.addJob({ now })
      await db.query.run(`update jobs set due_at = ${now} where kind = 'poll'`)
      await db.atomic(
        pauseDestination(db, { id: destination, account }, { ...pause, checkAt: late }),
      )
      expect(await overdue(late)).toEqual([])

      await db.atomic([
        resumeDestination(db, destination),
        updateAccount(db, account, { pausedAt: now }),
      ])
      expect(await overdue(late)).toEqual([])
      await db.atomic([updateAccount(db, account, { pausedAt: null, nextWriteAt: late })])
      await db.query.run(`update jobs set due_at = ${late} where kind = 'poll'`)
      expect(await overdue(late)).toEqual([])
      await db.atomic([updateAccount(db, account, { nextWriteAt: 0 })])
      await queue.addJob()
      await queue.claim()
      expect(await overdue(late)).toEqual([])
    })

    it('in each account, of twenty in one query', async () => {
      await queue.addJob({ now })
      const idle = Array.from({ length: 19 }, (_, n) => `account-${n}`)
      for (const id of idle) await db.atomic(ensureUnpolled(db, id, 'x'))

      const all = await overdueJobs(db, [account, ...idle], late)

      expect(all).toEqual([{ account, count: 1, since: now, error: null }])
    })
  })

  it('work of an account that is set up no more is found', async () => {
    const { id: issueId } = await queue.addIssue()
    await queue.addJob({ issueId, now: now + 1 })
    await queue.addJob({ issueId, now: now + 2 })
    await queue.addDestination('shop', 'read', 'idle')

    expect(await orphanedJobs(db, [account])).toEqual([])
    expect(await orphanedJobs(db, ['local'])).toEqual([
      { account, count: 2, since: now + 1, error: null },
    ])
  })

  it('what stands between an issue and its tracker is found at once', async () => {
    const issue = await queue.addIssue()
    await queue.addJob({ issueId: issue.id, kind: 'create' })
    await queue.addJob({ issueId: issue.id })
    await db.atomic(pauseDestination(db, { id: destination, account }, pause))

    const status = await findCreationStatus(db, issue.id)

    expect(status).toMatchObject({
      issue,
      job: { state: 'ready', error: null },
      account: { pausedAt: null, checkAt: null },
      destination: { pausedAt: now, pausedReason: 'no', checkAt: now + 9 },
    })
    expect(await findCreationStatus(db, 'unknown')).toBeNull()
  })

  function overdue(before: number) {
    return overdueJobs(db, [account, 'local'], before)
  }

  async function fail(failure: { error: string; failingSince: number }): Promise<void> {
    await queue.addJob()
    await queue.end(await queue.claim(), { state: 'failed', ...failure })
  }
}
