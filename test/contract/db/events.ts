import { sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { beforeEach, describe, expect, it } from 'vitest'
import { ConflictError, DuplicateMessageError, retryConflicts } from '../../../db/conflict.ts'
import type { Db } from '../../../db/store.ts'
import { insertHistory, listHistory } from '../../../db/tables/history.ts'
import { hasMessage, insertInbox, insertWithoutNews, listInbox } from '../../../db/tables/inbox.ts'
import { findIssue, guardIssue, updateIssue } from '../../../db/tables/issues.ts'
import { readSetting, setSetting } from '../../../db/tables/settings.ts'
import { lastReports, recordSighting } from '../../../db/tables/sightings.ts'
import type { Open } from './index.ts'
import { openQueue, type Queue } from './queue/queue-rows.ts'
import { messageOf, now } from './rows.ts'

/** What every store must do with what trackers and scanners report. */
export function describeEvents(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
  })

  describe('a decision', () => {
    it('is written if the issue is as it was read, and counted', async () => {
      const issue = await queue.addIssue()

      await db.atomic([guardIssue(db, issue), updateIssue(db, issue.id, { title: 'new' })])

      expect(await findIssue(db, issue.id)).toMatchObject({ title: 'new', version: 1 })
    })

    it('that was made on an older row writes nothing, and is made anew', async () => {
      const issue = await queue.addIssue()
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

  describe('a message', () => {
    it('that was received before writes nothing at all', async () => {
      await db.atomic([insertInbox(db, { ...messageOf(), eventKey: 'd-1' })])

      const again = { ...messageOf(), eventKey: 'd-1' }
      const write = db.atomic([setSetting(db, 'a', '1'), insertInbox(db, again)])

      await expect(write).rejects.toThrow(DuplicateMessageError)
      expect(await readSetting(db, 'a')).toBeNull()
      expect(await hasMessage(db, 'github', 'd-1')).toBe(true)
      expect(await hasMessage(db, 'jira', 'd-1')).toBe(false)
    })

    it('is known again by its sender and its key: others and those without a key are new', async () => {
      await db.atomic([
        insertInbox(db, { ...messageOf(), eventKey: 'd-1' }),
        insertInbox(db, { ...messageOf(), eventKey: 'd-1', source: 'jira' }),
        insertInbox(db, messageOf()),
        insertInbox(db, messageOf()),
      ])

      expect(await listInbox(db, {}, 9)).toHaveLength(4)
    })

    it('is listed with its outcome, the newest first, page by page', async () => {
      const all = [messageOf(), messageOf(), messageOf(), messageOf()] as const
      const refused = { ...all[1], outcome: 'refused' as const, issueId: 'i', body: '{}' }
      await db.atomic([all[0], refused, all[2], all[3]].map((one) => insertInbox(db, one)))

      const [newest, second] = await listInbox(db, {}, 2)
      expect([newest, second]).toEqual([all[3], all[2]])
      expect(await listInbox(db, { before: second?.id }, 9)).toEqual([refused, all[0]])
      expect(await listInbox(db, { outcome: 'refused' }, 9)).toEqual([refused])
    })

    it('that found nothing new is not taken in if the issue has changed since', async () => {
      const issue = await queue.addIssue()
      const message = () => ({ ...messageOf(), issueId: issue.id })
      await db.atomic([insertWithoutNews(db, message(), issue)])
      await db.atomic([guardIssue(db, issue)])

      await expect(db.atomic([insertWithoutNews(db, message(), issue)])).rejects.toThrow(
        ConflictError,
      )
      expect(await listInbox(db, {}, 9)).toMatchObject([{ issueId: issue.id, at: now }])
    })
  })

  describe('a sighting', () => {
    it('is when a finding was last reported without news, by message or otherwise, and leaves the issue as it was', async () => {
      const seen = await queue.addIssue()
      const told = await queue.addIssue()
      const silent = await queue.addIssue()
      await db.atomic([
        recordSighting(db, seen, now),
        recordSighting(db, seen, now + 2),
        recordSighting(db, told, now),
        insertInbox(db, { ...messageOf(), issueId: told.id, outcome: 'ignored', at: now + 1 }),
        insertInbox(db, { ...messageOf(), issueId: told.id, at: now + 2 }),
      ])

      const reports = await lastReports(db, [seen.id, told.id, silent.id])

      expect([reports.get(seen.id), reports.get(told.id)]).toEqual([now + 2, now + 1])
      expect(reports.get(silent.id) ?? 0).toBe(0)
      expect(await findIssue(db, seen.id)).toEqual(seen)
      expect(await lastReports(db, [])).toEqual(new Map())
    })

    it('is not recorded, nor what else was to be written, if the issue has changed since', async () => {
      const issue = await queue.addIssue()
      await db.atomic([recordSighting(db, issue, now)])
      await db.atomic([guardIssue(db, issue)])

      const late = db.atomic([setSetting(db, 'a', '1'), recordSighting(db, issue, now + 1)])

      await expect(late).rejects.toThrow(ConflictError)
      expect(await readSetting(db, 'a')).toBeNull()
      expect((await lastReports(db, [issue.id])).get(issue.id)).toBe(now)
    })
  })

  it('the history of an issue is listed, the newest first', async () => {
    const entry = (issueId: string, reason: string) => {
      return { issueId, id: uuidv7(), source: 'github', reason, requestId: 'r-1', at: now }
    }
    const [closed, other, opened] = [entry('a', 'closed'), entry('b', 'x'), entry('a', 'opened')]
    await db.atomic([closed, other, opened].map((one) => insertHistory(db, one)))

    expect(await listHistory(db, 'a')).toEqual([opened, closed])
  })
}
