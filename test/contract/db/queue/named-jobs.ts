import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../../../db/store.ts'
import { checkSoon, pauseAccount, pauseDestination } from '../../../../db/tables/queue/accounts.ts'
import {
  ensureDestination,
  ensureUnpolled,
  findDestination,
  pollId,
} from '../../../../db/tables/queue/destinations.ts'
import { findJob } from '../../../../db/tables/queue/jobs.ts'
import { freeLeases, promoteDue } from '../../../../db/tables/queue/leases.ts'
import { hurryJob } from '../../../../db/tables/queue/named-jobs.ts'
import type { Open } from '../index.ts'
import { account, destination, now, target } from '../rows.ts'
import { openQueue, type Queue } from './queue-rows.ts'

const id = 'fetch:appscan:scan'

/** Work that exists once under its name: polls, checks, fetches. */
export function describeNamedJobs(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
  })

  describe('a named job', () => {
    it('exists once, as it was first added, however often it is added', async () => {
      await queue.addNamed({ payload: { resource: 'scan' }, dueAt: now + 1 })
      await queue.addNamed({ payload: { resource: 'other' }, dueAt: now, now: now + 9 })

      const first = { state: 'waiting', dueAt: now + 1, rank: now, createdAt: now }
      expect(await findJob(db, id)).toMatchObject({ ...first, payload: { resource: 'scan' } })
    })

    it.each(['done', 'failed'] as const)(
      'that is %s is armed again, and keeps what it knew',
      async (state) => {
        await queue.addNamed({ payload: { resource: 'scan' } })
        const keep = { payload: { resource: 'scan', since: 'yesterday', page: 'last' } }
        const failure = { error: 'no', tries: 7, failingSince: now }
        await queue.end(await claimNamed(), { state, ...keep, ...failure, finishedAt: now })

        await queue.addNamed({ payload: { resource: 'scan', page: null }, dueAt: now + 5 })

        const fresh = { tries: 0, error: null, failingSince: null, finishedAt: null }
        const payload = { resource: 'scan', since: 'yesterday' }
        expect(await findJob(db, id)).toMatchObject({ state: 'waiting', dueAt: now + 5, ...fresh })
        expect((await findJob(db, id))?.payload).toEqual(payload)
      },
    )

    it('that lost three leases and is armed again gets three new ones', async () => {
      await queue.addNamed()
      for (const _ of [1, 2, 3]) {
        await claimNamed()
        await db.atomic([freeLeases({ account, settleMs: 0, now, all: true })].flat())
      }
      expect((await findJob(db, id))?.state).toBe('failed')

      await queue.addNamed()

      expect(await findJob(db, id)).toMatchObject({ state: 'waiting', lostLeases: 0 })
    })

    it('is patched while it is open, its time and state as they were', async () => {
      await queue.addNamed({ payload: { resource: 'scan' }, dueAt: now + 1 })
      await queue.addNamed({ payload: { resource: 'other' } }, { rerun: true })

      const patched = { payload: { resource: 'scan', rerun: true } }
      expect(await findJob(db, id)).toMatchObject({ state: 'waiting', dueAt: now + 1, ...patched })
      const job = await claimNamed(now + 1)
      await queue.addNamed({}, { rerun: 'again' })
      expect(await findJob(db, id)).toMatchObject({ state: 'running', version: job?.version })
    })

    it.each([
      { state: 'done' as const, payload: { since: 'today' } },
      { state: 'waiting' as const, dueAt: now, payload: { page: '2' } },
    ])('that was patched while it ran waits again after its attempt, $state', async (change) => {
      await queue.addNamed({ payload: { resource: 'scan' } })
      const job = await claimNamed()
      await queue.addNamed({}, { rerun: true })

      await queue.end(job, change)

      const after = await findJob(db, id)
      expect(after?.state).toBe('waiting')
      expect(after?.payload).toEqual(
        change.state === 'done' ? change.payload : { ...change.payload, rerun: true },
      )
    })
  })

  describe('a job that is hurried', () => {
    const later = now + 60_000

    it('is due at once if it waits', async () => {
      await queue.addNamed({ dueAt: later })

      await db.atomic([hurryJob(db, id, now)])

      expect((await claimNamed())?.id).toBe(id)
    })

    it('is due again after its present attempt', async () => {
      await queue.addNamed()
      const job = await claimNamed()

      await db.atomic([hurryJob(db, id, now + 1)])
      await queue.end(job, { state: 'waiting', dueAt: later })

      expect(await findJob(db, id)).toMatchObject({ state: 'waiting', dueAt: now + 1 })
      const again = await claimNamed(now + 1)
      await queue.end(again, { state: 'waiting', dueAt: later })
      expect((await findJob(db, id))?.dueAt).toBe(later)
    })

    it('stays over if it is over', async () => {
      await queue.addNamed()
      await queue.end(await claimNamed(), { state: 'done', finishedAt: now })

      await db.atomic([hurryJob(db, id, now)])

      expect(await findJob(db, id)).toMatchObject({ state: 'done', dueAt: null })
    })
  })

  describe('a destination', () => {
    it('is polled from the start, once', async () => {
      const poll = { kind: 'poll', state: 'waiting', dueAt: now, payload: { target: 'acme/new' } }
      await db.atomic(ensureDestination(db, account, 'acme/new', now))
      await db.atomic(ensureDestination(db, account, 'acme/new', now + 9))

      const added = `${account}:acme/new`
      expect(await findJob(db, pollId(added))).toMatchObject({ ...poll, destination: added })
      expect((await findDestination(db, added))?.cursor).toBeNull()
    })

    it('of a scanner is not polled and may be written to at once', async () => {
      await db.atomic(ensureUnpolled(db, 'appscan', 'findings'))

      expect((await findDestination(db, 'appscan:findings'))?.cursor).toBe('')
      expect(await findJob(db, pollId('appscan:findings'))).toBeNull()
    })
  })

  it('whatever is paused is checked at its time, or soon if somebody asks for it', async () => {
    const pause = { reason: 'no', target, now, checkAt: now + 60_000 }
    await db.atomic([
      ...pauseAccount(db, account, pause),
      ...pauseDestination(db, { id: destination, account }, pause),
    ])
    expect(await queue.claimUnpaced()).toBeNull()

    await db.atomic(checkSoon(db, { account, destination }, now))

    const checks = [await queue.claimUnpaced(), await queue.claimUnpaced()]
    const ids = checks.map((job) => job?.id)
    expect(ids.toSorted()).toEqual([`check:${account}`, `check:${destination}`])
  })

  async function claimNamed(at = now) {
    await db.atomic([promoteDue(account, at)])
    return queue.claim({ now: at })
  }
}
