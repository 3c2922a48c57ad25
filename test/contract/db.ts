import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  ensureLane,
  laneId,
  parkAccount,
  parkLane,
  resumeLane,
  updateAccount,
} from '../../db/accounts.ts'
import type { Db } from '../../db/db.ts'
import { findIssuesByKeys, insertIssue, updateIssue } from '../../db/issues.ts'
import { insertJob, type Job, listOpenJobs, nextDues, redriveJobs } from '../../db/jobs.ts'
import { claimJob, finishJob, freeLeases, leaseMs, returnJob } from '../../db/leases.ts'
import { deleteOld } from '../../db/retention.ts'
import { settings } from '../../db/schema.ts'
import { keepSetting } from '../../db/settings.ts'
import { account, lane, makeIssue, now, target } from './rows.ts'

/** What every store must do with what is owed, whatever database is below it. `open` answers an empty one with the schema in place. */
export function describeDb(open: () => Promise<Db>): void {
  let db: Db
  beforeEach(async () => {
    db = await open()
    await db.atomic(ensureLane(db, account, target))
  })

  describe('an atomic write', () => {
    it('runs every statement, in order', async () => {
      await db.atomic([
        db.query.insert(settings).values({ key: 'a', value: '1' }),
        sql`update settings set value = value || '2'`,
      ])

      expect(await db.query.select().from(settings)).toEqual([{ key: 'a', value: '12' }])
    })

    it('runs none of them when one fails', async () => {
      await keepSetting(db, 'a', '1')

      const write = db.atomic([
        db.query.insert(settings).values({ key: 'b', value: '2' }),
        db.query.insert(settings).values({ key: 'a', value: '2' }),
      ])

      await expect(write).rejects.toThrow()
      expect(await db.query.select().from(settings)).toEqual([{ key: 'a', value: '1' }])
    })
  })

  describe('an issue', () => {
    it('is stored once for a finding, with every value as it was given', async () => {
      const issue = makeIssue({ labels: ['"quoted"', 'a, b'], title: "it's 😀 \u0000" })
      await db.atomic([insertIssue(db, issue)])

      const second = db.atomic([insertIssue(db, { ...issue, id: uuidv7() })])

      await expect(second).rejects.toThrow()
      expect(await findIssuesByKeys(db, issue.source, [issue.sourceKey])).toEqual([issue])
    })
  })

  describe('a claim', () => {
    it('takes the oldest due job, and nothing that is not due', async () => {
      const [first, second] = [await addJob({ now: now - 1 }), await addJob({ now })]
      await addJob({ now: now + 1 })

      expect((await claim({ concurrency: 9 }))?.id).toBe(first)
      expect((await claim({ concurrency: 9 }))?.id).toBe(second)
      expect(await claim({ concurrency: 9 })).toBeNull()
    })

    it('is given to one of many workers that ask at once', async () => {
      await addJob()
      await addJob()

      const claims = await Promise.all(Array.from({ length: 10 }, () => claim({ concurrency: 9 })))

      const ids = claims.filter((job) => job !== null).map(({ id }) => id)
      expect(ids).toHaveLength(2)
      expect(new Set(ids).size).toBe(2)
    })

    it('is not given while as many jobs run as the account may run', async () => {
      await addJob()
      await addJob()
      const first = await claim()

      expect(await claim()).toBeNull()
      await finish(first)
      expect(await claim()).not.toBeNull()
    })

    it('is not given while the account must wait, is parked, or the lane is parked', async () => {
      await addJob()

      await db.atomic([updateAccount(db, account, { nextWriteAt: now + 1 })])
      expect(await claim()).toBeNull()
      await db.atomic([
        updateAccount(db, account, { nextWriteAt: 0 }),
        parkLane(db, lane, { reason: 'no', now, checkAt: now }),
      ])
      expect(await claim()).toBeNull()
      expect(await nextDue()).toBeNull()
      await db.atomic([
        resumeLane(db, lane),
        parkAccount(db, account, { reason: 'no', target, now, checkAt: now }),
      ])
      expect(await claim()).toBeNull()
    })

    it('passes over a parked lane to the jobs of another', async () => {
      await addJob()
      await db.atomic([
        parkLane(db, lane, { reason: 'no', now, checkAt: now }),
        ...ensureLane(db, account, 'acme/other'),
      ])
      const other = await addJob({ lane: laneId(account, 'acme/other') })

      expect((await claim())?.id).toBe(other)
    })
  })

  describe('the jobs of one issue', () => {
    it('run one after another in the order they were owed', async () => {
      const issueId = await addIssue()
      const ids = [await addJob({ issueId }), await addJob({ issueId }), await addJob({ issueId })]
      const seen: string[] = []

      for (let job = await claim({ concurrency: 9 }); job; job = await claim({ concurrency: 9 })) {
        expect(await claim({ concurrency: 9 })).toBeNull()
        seen.push(job.id)
        await finish(job)
      }

      expect(seen).toEqual(ids)
    })

    it('leave a pause between two of them where the tracker asks for one', async () => {
      const issueId = await addIssue()
      await addJob({ issueId })
      const second = await addJob({ issueId })
      const first = (await claim()) as Job
      await db.atomic(finishJob(db, first, now, 300))

      expect(await claim({ now: now + 299 })).toBeNull()
      expect((await claim({ now: now + 300 }))?.id).toBe(second)
    })

    it('wait behind a parked one, which blocks no other issue', async () => {
      const issueId = await addIssue()
      const poison = await addJob({ issueId })
      await addJob({ issueId })
      const healthy = await addJob()
      const job = await claim()
      await db.atomic([returnJob(db, job as Job, { state: 'parked', error: 'refused' })])

      expect((await claim())?.id).toBe(healthy)
      expect(await claim({ concurrency: 9 })).toBeNull()
      expect(await redriveJobs(db, { issue: issueId }, now)).toEqual([{ id: poison }])
      expect((await claim({ concurrency: 9 }))?.id).toBe(poison)
    })

    it('are not added for an issue that is gone or was never stored', async () => {
      const issueId = await addIssue()
      await db.atomic([updateIssue(db, issueId, { goneAt: now })])

      await addJob({ issueId })
      await addJob({ issueId: uuidv7() })

      expect(await listOpenJobs(db, '', 10)).toEqual([])
    })
  })

  describe('a lease', () => {
    it('that ran out gives the job back as uncertain, once a look-up can be believed', async () => {
      await addJob()
      await claim()
      const settleMs = leaseMs + 5000

      await db.atomic([freeLeases(db, { account, settleMs, now: now + leaseMs - 1 })])
      expect((await listOpenJobs(db, '', 1))[0]?.state).toBe('running')
      await db.atomic([freeLeases(db, { account, settleMs, now: now + leaseMs })])

      expect(await claim({ now: now + settleMs - 1 })).toBeNull()
      // Tried first when it was claimed first: a look-up need not go further back.
      expect(await claim({ now: now + settleMs })).toMatchObject({ uncertain: true, triedAt: now })
    })

    it('that was lost lets its holder record nothing', async () => {
      const issueId = await addIssue()
      await addJob({ issueId })
      await addJob({ issueId })
      const lost = await claim()
      await db.atomic([freeLeases(db, { account, settleMs: 0, now, all: true })])
      const held = await claim()

      await finish(lost)
      await db.atomic([returnJob(db, lost as Job, { state: 'parked' })])

      expect((await listOpenJobs(db, '', 9)).map(({ state }) => state)).toEqual([
        'running',
        'waiting',
      ])
      await finish(held)
      expect((await listOpenJobs(db, '', 9)).map(({ state }) => state)).toEqual(['ready'])
    })
  })

  it('says when the next job is due', async () => {
    expect(await nextDue()).toBeNull()
    await addJob({ now: now + 50 })
    expect(await nextDue()).toBe(now + 50)
    await db.atomic([updateAccount(db, account, { nextWriteAt: now + 90 })])
    expect(await nextDue()).toBe(now + 90)
  })

  it('keeps files by their keys, the last content put, until they are deleted', async () => {
    await db.files.put('a', 'Zmlyc3Q=')
    await db.files.put('a', 'bGFzdA==')
    await db.files.put('b', 'b3RoZXI=')
    const kept = await db.files.get('a')

    await db.files.delete('a')

    expect(kept).toBe('bGFzdA==')
    expect([await db.files.get('a'), await db.files.get('b')]).toEqual([null, 'b3RoZXI='])
  })

  it('is not behind once its migrations have run', async () => {
    expect(await db.isBehind()).toBe(false)
  })

  it('keeps the first value of a setting', async () => {
    expect(await keepSetting(db, 'a', '1')).toBe('1')
    expect(await keepSetting(db, 'a', '2')).toBe('1')
  })

  it('forgets finished jobs that are old, and none that is still owed', async () => {
    await addJob()
    await finish(await claim())
    const owed = await addJob()

    await deleteOld(db, now + 1, 100)

    const rows: { id: string }[] = await db.query.all(sql`select id from jobs`)
    expect(rows.map(({ id }) => id)).toEqual([owed])
  })

  it('scans no table to find the next job', async () => {
    const plan: { detail: string }[] = await db.query.all(sql`explain query plan
      select id from jobs where account = 'a' and state = 'ready' and due_at <= 1
      order by due_at, id limit 1`)

    expect(plan.map(({ detail }) => detail).join()).toMatch(
      /^SEARCH jobs USING (COVERING )?INDEX jobs_claim/,
    )
  })

  function claim(claim: { concurrency?: number; now?: number } = {}): Promise<Job | null> {
    return claimJob(db, { account, concurrency: 1, now, token: uuidv7(), ...claim })
  }

  async function nextDue(): Promise<number | null> {
    return (await nextDues(db, [account, 'other'])).get(account) ?? null
  }

  async function finish(job: Job | null): Promise<void> {
    await db.atomic(finishJob(db, job as Job, now))
  }

  async function addIssue(): Promise<string> {
    const issue = makeIssue({})
    await db.atomic([insertIssue(db, issue)])
    return issue.id
  }

  async function addJob(job: { issueId?: string; now?: number; lane?: string } = {}) {
    const id = uuidv7()
    const issueId = job.issueId ?? (await addIssue())
    const rest = { account, lane, kind: 'update' as const, payload: {}, reason: 'test', now }
    await db.atomic([insertJob({ ...rest, ...job, id, issueId })])
    return id
  }
}
