import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../../../db/store.ts'
import { findIssue, insertIssue, updateIssue } from '../../../../db/tables/issues.ts'
import {
  pauseAccount,
  pauseDestination,
  resumeAccount,
  resumeDestination,
} from '../../../../db/tables/queue/accounts.ts'
import { findDestination, pollId } from '../../../../db/tables/queue/destinations.ts'
import { findJob } from '../../../../db/tables/queue/jobs.ts'
import { promoteDue } from '../../../../db/tables/queue/leases.ts'
import type { Open } from '../index.ts'
import { account, destination, makeIssue, now, target } from '../rows.ts'
import { openQueue, type Queue } from './queue-rows.ts'

/** Which job a claim takes, and when it takes none. */
export function describeClaims(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
  })

  const pause = { reason: 'no', target, now, checkAt: now }

  describe('a claim', () => {
    it('takes one job, under a lease, by rank: a job that waited long goes before a more urgent one', async () => {
      const urgent = await queue.addJob({ priority: 0, rank: now + 1 })
      const old = await queue.addJob({ priority: 3, rank: now })

      const first = await queue.claim()

      expect(first).toMatchObject({ id: old, state: 'running', version: 1, firstAttemptAt: now })
      expect((await findJob(db, urgent))?.state).toBe('ready')
      expect((await queue.claim())?.id).toBe(urgent)
      expect(await queue.claim()).toBeNull()
    })

    it('says whether anything else of the account is ready', async () => {
      const elsewhere = await queue.addDestination('acme/other')
      const { id: issueId } = await queue.addIssue()
      await queue.addJob({ issueId })
      await queue.addJob({ issueId })
      await queue.addJob({ destination: elsewhere })

      expect((await queue.take())?.hasMore).toBe(true)
      expect((await queue.take())?.hasMore).toBe(false)
    })

    it('brings the issue of its job, as it is then, and none of another claim of that moment', async () => {
      const [one, other] = [await queue.addIssue(), await queue.addIssue()]
      await queue.addJob({ issueId: one.id })
      await queue.addJob({ issueId: other.id })
      await db.atomic([updateIssue(db, other.id, { title: 'changed meanwhile' })])

      expect((await queue.take())?.issue).toEqual(one)
      expect((await queue.take())?.issue).toEqual({ ...other, title: 'changed meanwhile' })
    })

    it('in the call that writes a new issue takes its job, with the issue as it is stored', async () => {
      const issue = makeIssue({ labels: ['a, b'], title: "it's 😀" })

      const taken = await queue.writeAndTake(issue)

      expect(taken).toMatchObject({ job: { issueId: issue.id, state: 'running' }, hasMore: false })
      expect(taken?.issue).toEqual(await findIssue(db, issue.id))
    })

    it('in the call that writes a new issue takes the job whose turn it is, with its own issue', async () => {
      const urgent = await queue.addIssue()
      await queue.addJob({ issueId: urgent.id, rank: now - 1 })

      const taken = await queue.writeAndTake(makeIssue({}))

      expect(taken).toEqual({
        job: expect.objectContaining({ issueId: urgent.id }),
        issue: urgent,
        hasMore: true,
      })
    })

    it('takes nothing if what is written in the same call fails', async () => {
      const before = await queue.addJob()
      const issue = makeIssue({})

      await expect(queue.writeAndTake(issue, [insertIssue(db, issue)])).rejects.toThrow()

      expect((await findJob(db, before))?.state).toBe('ready')
      expect(await findIssue(db, issue.id)).toBeNull()
    })

    it('is given to one of many workers that ask at once', async () => {
      await queue.addJob()
      await queue.addJob()

      const claims = await Promise.all(Array.from({ length: 10 }, () => queue.claim()))

      const ids = claims.filter((job) => job !== null).map(({ id }) => id)
      expect(ids).toHaveLength(2)
      expect(new Set(ids).size).toBe(2)
    })

    it('is not given while as many jobs run as the destination or the account may run', async () => {
      const other = await queue.addDestination('acme/other')
      const limits = { perDestination: 1, perAccount: 2 }
      await queue.addJob()
      await queue.addJob()
      await queue.addJob({ destination: other })
      await queue.addJob({ destination: await queue.addDestination('acme/third') })

      const claims = [await queue.claim(limits), await queue.claim(limits)]
      const places = claims.map((job) => job?.destination)

      expect(new Set(places).size).toBe(2)
      expect(await queue.claim(limits)).toBeNull()
      await queue.finish(claims[0] ?? null)
      expect((await queue.claim(limits))?.destination).not.toBe(places[1])
    })

    it('is not given while the account or the destination is paused, and is given afterwards', async () => {
      const id = await queue.addJob()

      await db.atomic(pauseDestination(db, { id: destination, account }, pause))
      expect(await queue.claim()).toBeNull()
      await db.atomic([
        resumeDestination(db, destination),
        ...pauseAccount(db, account, { ...pause, reason: 'bad log-in' }),
      ])
      expect(await queue.claim()).toBeNull()
      await db.atomic([resumeAccount(db, account)])
      expect((await queue.claim())?.id).toBe(id)
    })

    it('is not given before the changes of the destination were read once', async () => {
      const fresh = await queue.addDestination('acme/fresh')
      await db.query.run(`update destinations set cursor = null where target = 'acme/fresh'`)
      await queue.addJob({ destination: fresh })
      expect(await queue.claim()).toBeNull()

      await queue.addDestination('acme/fresh')

      expect((await queue.claim())?.destination).toBe(fresh)
    })

    it('passes over a paused destination to the jobs of another', async () => {
      await queue.addJob()
      await db.atomic(pauseDestination(db, { id: destination, account }, pause))
      const other = await queue.addDestination('acme/other')
      const id = await queue.addJob({ destination: other })

      expect((await queue.claim())?.id).toBe(id)
    })

    it('takes no job of another account', async () => {
      const other = await queue.addDestination('shop', 'read', 'local')
      const id = await queue.addJob({ account: 'local', destination: other })

      expect(await queue.claim()).toBeNull()
      expect((await queue.claim({ account: 'local' }))?.id).toBe(id)
    })

    it('takes a job that waited for its time once that was made ready', async () => {
      await queue.addNamed({ dueAt: now + 5 })

      await db.atomic([promoteDue(account, now + 4)])
      expect(await queue.claim({ now: now + 4 })).toBeNull()
      await db.atomic([promoteDue('local', now + 5)])
      expect(await queue.claim({ now: now + 5 })).toBeNull()
      await db.atomic([promoteDue(account, now + 5)])
      expect((await queue.claim({ now: now + 5 }))?.kind).toBe('fetch')
    })
  })

  describe('an unpaced job', () => {
    it('is claimed once it is due, apart from the paced ones, as many at a time as may run', async () => {
      await queue.addJob()
      const later = await queue.addDestination('acme/later')
      await db.query.run(`update jobs set due_at = ${now + 1} where id = '${pollId(later)}'`)

      expect((await queue.claimUnpaced())?.id).toBe(pollId(destination))
      expect(await queue.claimUnpaced()).toBeNull()
      expect(await queue.claimUnpaced({ now: now + 1, most: 1 })).toBeNull()
      expect((await queue.claimUnpaced({ now: now + 1 }))?.id).toBe(pollId(later))
      expect((await queue.claim({ perAccount: 1 }))?.kind).toBe('update')
      expect(await queue.claimUnpaced({ now: now + 1 })).toBeNull()
    })

    it('of what is paused waits, but for the check that may end the pause', async () => {
      await db.atomic(pauseDestination(db, { id: destination, account }, pause))
      expect((await queue.claimUnpaced())?.payload).toEqual({ destination, target })
      expect(await queue.claimUnpaced()).toBeNull()

      await db.atomic([
        resumeDestination(db, destination),
        ...pauseAccount(db, account, { ...pause, reason: 'bad log-in' }),
      ])

      expect((await queue.claimUnpaced())?.payload).toEqual({ destination: null, target })
      expect(await queue.claimUnpaced()).toBeNull()
    })
  })

  it('remembers since when and why a destination is paused, in the newest words', async () => {
    await db.atomic(pauseDestination(db, { id: destination, account }, pause))
    const again = { ...pause, reason: 'still no', now: now + 9 }
    await db.atomic(pauseDestination(db, { id: destination, account }, again))

    const paused = { pausedAt: now, pausedReason: 'still no' }
    expect(await findDestination(db, destination)).toMatchObject(paused)
  })
}
