import { eq, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, it } from 'vitest'
import { value } from '../../../db/fixed.ts'
import { settings } from '../../../db/schema/index.ts'
import type { Db } from '../../../db/store.ts'
import { findIssuesByKeys, insertIssue, listFiled } from '../../../db/tables/issues.ts'
import { findIssuesByRemote } from '../../../db/tables/remote.ts'
import { keepSetting } from '../../../db/tables/settings.ts'
import { describeEvents } from './events.ts'
import { describeIssueChanges } from './issue-changes.ts'
import { describePurge } from './purge.ts'
import { describeClaims } from './queue/claims.ts'
import { describeDues } from './queue/dues.ts'
import { describeHealth } from './queue/health.ts'
import { describeIssueJobs } from './queue/issue-jobs.ts'
import { describeLeases } from './queue/leases.ts'
import { describeNamedJobs } from './queue/named-jobs.ts'
import { describePace } from './queue/pace.ts'
import { describeRedrives } from './queue/redrives.ts'
import { describeTurns } from './queue/turns.ts'
import { account, makeIssue, storeIssue } from './rows.ts'

/** Opens an empty store with the schema in place. */
export type Open = () => Promise<Db>

/** What every store must do, whatever database is below it. */
export function describeDb(open: Open): void {
  describe('the store:', () => describeStore(open))
  describe('claims:', () => describeClaims(open))
  describe('turns:', () => describeTurns(open))
  describe('pace:', () => describePace(open))
  describe('leases:', () => describeLeases(open))
  describe("an issue's jobs:", () => describeIssueJobs(open))
  describe("changes to an issue's jobs:", () => describeIssueChanges(open))
  describe('redrives:', () => describeRedrives(open))
  describe('named jobs:', () => describeNamedJobs(open))
  describe('due times:', () => describeDues(open))
  describe('events:', () => describeEvents(open))
  describe('health:', () => describeHealth(open))
  describe('purges:', () => describePurge(open))
}

function describeStore(open: Open): void {
  let db: Db
  beforeEach(async () => {
    db = await open()
  })

  describe('an atomic write', () => {
    it('runs every statement, in order', async () => {
      await db.atomic([
        db.query.insert(settings).values({ key: 'a', value: '1' }),
        sql`update settings set value = value || '2'`,
      ])

      expect(await db.query.select().from(settings)).toEqual([{ key: 'a', value: '12' }])
    })

    it('runs none of them if one fails', async () => {
      await keepSetting(db, 'a', '1')

      const write = db.atomic([
        db.query.insert(settings).values({ key: 'b', value: '2' }),
        db.query.insert(settings).values({ key: 'a', value: '2' }),
      ])

      await expect(write).rejects.toThrow()
      expect(await db.query.select().from(settings)).toEqual([{ key: 'a', value: '1' }])
    })
  })

  describe('an atomic write that asks for rows', () => {
    const settingsOf = (query: Db['query']) =>
      query
        .select()
        .from(settings)
        .where(eq(settings.key, value('key')))
    const asked = { build: settingsOf, values: { key: 'a' } }

    it('returns those that the statement after it finds', async () => {
      await keepSetting(db, 'a', '1')
      await keepSetting(db, 'b', '1')

      const rows = await db.atomicThen([sql`update settings set value = value || '2'`], asked)

      expect(rows).toEqual([{ key: 'a', value: '12' }])
      expect(await db.atomicThen([], asked)).toEqual(rows)
    })

    it('writes nothing, and returns nothing, if a write fails', async () => {
      const write = db.atomicThen(
        [sql`insert into settings values ('a', '1')`, sql`insert into settings values ('b', null)`],
        asked,
      )

      await expect(write).rejects.toThrow()
      expect(await db.query.select().from(settings)).toEqual([])
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

    it('is found by what scanners and trackers call it, ninety at a time', async () => {
      const filed = makeIssue({ remoteId: 'r-1' })
      const other = makeIssue({ account: 'local', remoteId: 'r-1' })
      await db.atomic([storeIssue(db, filed), storeIssue(db, other)])
      const many = Array.from({ length: 88 }, (_, n) => `other ${n}`)

      const byKey = await findIssuesByKeys(db, 'kondukto', [filed.sourceKey, ...many])
      const byRemote = await findIssuesByRemote(db, account, ['r-1', ...many])

      expect(byKey.map(({ id }) => id)).toEqual([filed.id])
      expect(byRemote.map(({ id }) => id)).toEqual([filed.id])
      expect((await listFiled(db, '', 9)).map(({ id }) => id)).toEqual([filed.id, other.id])
      expect(await listFiled(db, filed.id, 1)).toHaveLength(1)
    })
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
}
