import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  claimPoll,
  ensureAccount,
  ensureLane,
  lanesToPoll,
  nextPoll,
  parkAccount,
  parkLane,
  updateAccount,
  updateLane,
} from '../../db/accounts.ts'
import {
  type Collection,
  claimCollection,
  enqueueCollection,
  freeCollections,
  nextCollection,
  returnCollection,
} from '../../db/collections.ts'
import { retryConflicts } from '../../db/conflict.ts'
import type { Db } from '../../db/db.ts'
import { hasDelivery, insertDelivery } from '../../db/deliveries.ts'
import {
  findIssue,
  findIssuesByKeys,
  findIssuesByRemote,
  guardIssue,
  insertIssue,
  listFiled,
  updateIssue,
} from '../../db/issues.ts'
import { dropCreate, dropJobs, dropStates, insertJob, moveJobs, openJobs } from '../../db/jobs.ts'
import type { JobKind } from '../../db/schema.ts'
import { account, lane, makeIssue, now, target } from './rows.ts'

/** What every store must do with what trackers tell and scanners announce. `open` answers an empty one. */
export function describeEvents(open: () => Promise<Db>): void {
  let db: Db
  beforeEach(async () => {
    db = await open()
    await db.atomic(ensureLane(db, account, target))
  })

  describe('a decision', () => {
    it('is written where the issue is as it was read, and counted', async () => {
      const issue = await addIssue()

      await db.atomic([guardIssue(db, issue), updateIssue(db, issue.id, { title: 'new' })])

      expect(await findIssue(db, issue.id)).toMatchObject({ title: 'new', version: 1 })
    })

    it('that was made on an older row writes nothing, and is made anew', async () => {
      const issue = await addIssue()
      await db.atomic([guardIssue(db, issue)])
      let rounds = 0

      await retryConflicts(async () => {
        rounds += 1
        const read = rounds === 1 ? issue : ((await findIssue(db, issue.id)) ?? issue)
        await db.atomic([
          updateIssue(db, issue.id, { title: `round ${rounds}` }),
          guardIssue(db, read),
        ])
      })

      expect(rounds).toBe(2)
      expect(await findIssue(db, issue.id)).toMatchObject({ title: 'round 2', version: 2 })
    })

    it('that fails for another reason is not made anew', async () => {
      let rounds = 0
      const broken = retryConflicts(async () => {
        rounds += 1
        await db.atomic([sql`insert into settings (key, value) values ('a', null)`])
      })

      await expect(broken).rejects.toThrow()
      expect(rounds).toBe(1)
    })
  })

  it('finds issues by what scanners and trackers call them, ninety at a time', async () => {
    const filed = await addIssue({ remoteId: 'r-1' })
    const other = await addIssue({ tracker: 'local', remoteId: 'r-1' })
    const many = Array.from({ length: 88 }, (_, n) => `other ${n}`)

    const byKey = await findIssuesByKeys(db, 'kondukto', [filed.sourceKey, ...many])
    const byRemote = await findIssuesByRemote(db, account, ['r-1', ...many])

    expect(byKey.map(({ id }) => id)).toEqual([filed.id])
    expect(byRemote.map(({ id }) => id)).toEqual([filed.id])
    expect((await listFiled(db, '', 9)).map(({ id }) => id)).toEqual([filed.id, other.id])
    expect(await listFiled(db, filed.id, 1)).toHaveLength(1)
  })

  describe('what is owed to an issue', () => {
    it('loses the state that a person has decided since, and goes on where it was parked', async () => {
      const issue = await addIssue()
      await addJob(issue.id, 'update', { state: { status: 'closed' }, addLabels: ['a'] })
      await addJob(issue.id, 'update', { addLabels: ['b'] })
      await db.query.run(sql`update jobs set state = 'parked' where state = 'ready'`)

      await db.atomic([dropStates(db, issue.id, now)])

      const jobs = await openJobs(db, [issue.id])
      expect(jobs.map(({ state, payload }) => [state, payload])).toEqual([
        ['ready', { addLabels: ['a'] }],
        ['waiting', { addLabels: ['b'] }],
      ])
    })

    it('goes on without its filing, elsewhere', async () => {
      const issue = await addIssue()
      await addJob(issue.id, 'create')
      await addJob(issue.id, 'comment')

      await db.atomic([
        ...dropCreate(db, issue.id, 'linked', now),
        moveJobs(db, issue.id, { account: 'local', lane: 'local:shop' }),
      ])

      const jobs = await openJobs(db, [issue.id])
      expect(jobs).toMatchObject([{ kind: 'comment', state: 'ready', account: 'local' }])
    })

    it('ends with the issue', async () => {
      const issue = await addIssue()
      await addJob(issue.id, 'update')

      await db.atomic([dropJobs(db, issue.id, 'gone', now)])

      expect(await openJobs(db, [issue.id])).toEqual([])
    })
  })

  describe('a poll', () => {
    it('is due for lanes that work, those never polled first', async () => {
      await db.atomic([
        updateLane(db, lane, { cursor: 'c' }),
        ...ensureLane(db, account, 'acme/new'),
        ...ensureLane(db, account, 'acme/parked'),
        ...ensureLane(db, account, 'acme/later'),
        parkLane(db, `${account}:acme/parked`, { reason: 'no', now, checkAt: now }),
        updateLane(db, `${account}:acme/later`, { nextPollAt: now + 1 }),
      ])

      const due = await lanesToPoll(db, now)

      expect(due.map((one) => one.target)).toEqual(['acme/new', target])
    })

    it("is nobody's while the account is parked", async () => {
      await db.atomic([parkAccount(db, account, { reason: 'no', target, now, checkAt: now + 9 })])

      expect(await lanesToPoll(db, now)).toEqual([])
      expect(await nextPoll(db)).toBeNull()
    })

    it('is taken by one of those who want it', async () => {
      const [due] = await lanesToPoll(db, now)
      if (!due) throw new Error('nothing is due')

      const claims = await Promise.all([1, 2, 3].map(() => claimPoll(db, due, now + 60)))

      expect(claims.filter(Boolean)).toHaveLength(1)
      expect(await nextPoll(db)).toBe(now + 60)
    })
  })

  it('knows a message again by its id', async () => {
    const delivery = {
      ...{ id: uuidv7(), source: 'github', eventKey: 'd-1', headers: {} },
      ...{ outcome: 'accepted', reason: 'x', at: now },
    }
    await db.atomic([insertDelivery(db, delivery)])
    await db.atomic([insertDelivery(db, { ...delivery, id: uuidv7() })])

    expect(await hasDelivery(db, 'github', 'd-1')).toBe(true)
    expect(await hasDelivery(db, 'jira', 'd-1')).toBe(false)
    expect(await db.query.all(sql`select id from deliveries`)).toEqual([{ id: delivery.id }])
  })

  describe('a collection', () => {
    it('is one, however often it is owed, and is done once more where it was owed while under way', async () => {
      await oweScan()
      await oweScan()
      const claimed = await claim()

      expect(await claim()).toBeNull()
      expect(claimed).toMatchObject({ what: 'scan', page: null, again: true })
    })

    it('goes on where it was, and begins again when it is owed after it was done', async () => {
      await oweScan()
      await finishPage(await claim(), { page: '2', dueAt: now })
      const second = await claim()
      await finishPage(second, { state: 'done', page: null, seen: 'yesterday' })
      const done = await claim()
      await oweScan()

      expect(second?.page).toBe('2')
      expect(done).toBeNull()
      expect(await claim()).toMatchObject({ page: null, seen: 'yesterday', again: false })
    })

    it('is free again when its lease has run out, or its holder is known to be dead', async () => {
      await oweScan()
      const lost = await claim()
      const late = await claimCollection(db, { token: uuidv7(), now: now + 20_000 })
      await finishPage(lost, { state: 'parked' })
      await db.atomic([freeCollections(db)])

      expect(late?.id).toBe(lost?.id)
      expect((await claim())?.state).toBe('ready')
    })

    it('waits while its source is parked or must wait', async () => {
      await oweScan()
      await db.atomic([updateAccount(db, 'appscan', { nextWriteAt: now + 5 })])
      const waiting = [await claim(), await nextCollection(db)]
      const parked = { reason: 'no', target: '', now, checkAt: now }
      await db.atomic([
        updateAccount(db, 'appscan', { nextWriteAt: 0 }),
        parkAccount(db, 'appscan', parked),
      ])

      expect(waiting).toEqual([null, now + 5])
      expect([await claim(), await nextCollection(db)]).toEqual([null, null])
    })
  })

  async function addIssue(issue: Parameters<typeof makeIssue>[0] = {}) {
    const made = makeIssue(issue)
    await db.atomic([insertIssue(db, made)])
    return made
  }

  async function addJob(issueId: string, kind: JobKind, payload = {}): Promise<void> {
    const id = uuidv7()
    await db.atomic([insertJob({ id, issueId, account, lane, kind, payload, reason: 'test', now })])
  }

  async function oweScan(): Promise<void> {
    const scan = { id: uuidv7(), source: 'appscan', what: 'scan', now }
    await db.atomic([ensureAccount(db, 'appscan'), enqueueCollection(db, scan)])
  }

  function claim(): Promise<Collection | null> {
    return claimCollection(db, { token: uuidv7(), now })
  }

  async function finishPage(
    collection: Collection | null,
    change: Partial<Collection>,
  ): Promise<void> {
    await db.atomic([returnCollection(db, collection as Collection, change)])
  }
}
