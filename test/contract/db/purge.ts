import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../../db/store.ts'
import {
  bytesOfFiles,
  insertAttachment,
  recordRemoteAttachment,
} from '../../../db/tables/attachments.ts'
import { insertHistory } from '../../../db/tables/history.ts'
import { insertInbox } from '../../../db/tables/inbox.ts'
import {
  deleteAttachments,
  deleteOld,
  forgottenFiles,
  type HistoryPlace,
  sweepHistory,
} from '../../../db/tables/purge.ts'
import { insertAttempt } from '../../../db/tables/queue/attempts.ts'
import { findJob } from '../../../db/tables/queue/jobs.ts'
import type { Open } from './index.ts'
import { openQueue, type Queue } from './queue/queue-rows.ts'
import { account, messageOf, now } from './rows.ts'

const before = 2_000_000

/** What is forgotten after a time. */
export function describePurge(open: Open): void {
  let db: Db
  let queue: Queue
  beforeEach(async () => {
    queue = await openQueue(open)
    db = queue.db
  })

  describe('a purge', () => {
    it('deletes old messages, attempts and jobs that are done, and nothing younger', async () => {
      for (const at of [before - 1, before]) {
        await db.atomic([
          insertAttempt(db, attemptAt(at)),
          insertInbox(db, { ...messageOf(), id: idAt(at), at }),
        ])
        await queue.addJob({ id: idAt(at) })
        await queue.finish(await queue.claim())
      }

      await db.atomic(deleteOld(before, 100))

      const left = [{ id: idAt(before) }]
      expect(await db.query.all(sql`select id from attempts`)).toEqual(left)
      expect(await db.query.all(sql`select id from inbox`)).toEqual(left)
      expect(await db.query.all(sql`select id from jobs where kind = 'update'`)).toEqual(left)
    })

    it('deletes no job that is not done, and no poll', async () => {
      await queue.addJob({ id: idAt(1) })
      await queue.finish(await queue.claim(), 'failed')
      await queue.addJob({ id: idAt(2) })
      await queue.claim()
      await queue.addJob({ id: idAt(3) })

      await db.atomic(deleteOld(before, 100))

      expect(await db.query.all(sql`select kind, state from jobs order by id`)).toEqual([
        { kind: 'update', state: 'failed' },
        { kind: 'update', state: 'running' },
        { kind: 'update', state: 'ready' },
        { kind: 'poll', state: 'waiting' },
      ])
    })

    it('deletes as much at a time as it may, the oldest first', async () => {
      for (const at of [3, 1, 2]) await db.atomic([insertAttempt(db, attemptAt(at))])

      await db.atomic(deleteOld(before, 2))

      expect(await db.query.all(sql`select id from attempts`)).toEqual([{ id: idAt(3) }])
    })

    it('deletes fetches that ended long ago', async () => {
      for (const [id, at] of [
        ['fetch:a', before - 1],
        ['fetch:b', before],
      ] as const) {
        await queue.addNamed({ id })
        await queue.patch(id, { state: 'done', finishedAt: at })
      }
      await queue.addNamed({ id: 'fetch:c' })

      await db.atomic(deleteOld(before, 100))

      const ids = ['fetch:a', 'fetch:b', 'fetch:c'].map((id) => findJob(db, id))
      expect((await Promise.all(ids)).map((job) => job?.state)).toEqual([
        undefined,
        'done',
        'waiting',
      ])
    })
  })

  it('files are forgotten whose issue has been missing for long, and not those that still have a job', async () => {
    const file = { title: 'a.txt', size: 2, createdAt: now }
    for (const [at, missingAt] of [
      [1, before - 1],
      [2, before],
      [3, null],
    ] as const) {
      const issue = await queue.addIssue({ missingAt })
      const id = idAt(at)
      await db.atomic([insertAttachment(db, { id, issueId: issue.id, ...file })])
      await queue.addJob({ issueId: issue.id, kind: 'attach', payload: { attachment: id } })
    }
    await db.atomic([insertAttachment(db, { id: idAt(4), issueId: 'gone', ...file })])
    await db.atomic([insertAttachment(db, { id: idAt(before), issueId: 'gone', ...file })])

    const forgotten = await forgottenFiles(db, before, 9)
    await db.atomic([deleteAttachments(forgotten)])

    expect(forgotten).toEqual([idAt(1), idAt(4)])
    expect(await forgottenFiles(db, before, 9)).toEqual([])
  })

  it('the bytes are counted of files that no tracker has yet', async () => {
    const file = { title: 'a.txt', createdAt: now, issueId: 'i' }
    await db.atomic([
      insertAttachment(db, { ...file, id: idAt(1), size: 3 }),
      insertAttachment(db, { ...file, id: idAt(2), size: 4 }),
      insertAttachment(db, { ...file, id: idAt(3), size: 5 }),
      recordRemoteAttachment(db, idAt(2), 'r', 'https://e.example'),
    ])

    expect(await bytesOfFiles(db)).toBe(8)
  })

  it('a sweep over the history deletes what is old, step by step, up to the end', async () => {
    for (const issueId of ['a', 'b', 'c'])
      for (const at of [now, before])
        await db.atomic([
          insertHistory(db, { issueId, id: idAt(at), source: 'github', reason: 'x', at }),
        ])
    let after: HistoryPlace | null = { issueId: '', id: '' }
    let steps = 0

    for (; after; steps++) {
      const step: Awaited<ReturnType<typeof sweepHistory>> = await sweepHistory(db, {
        after,
        before,
        limit: 4,
      })
      await db.atomic([step.statement])
      after = step.next
    }

    expect(steps).toBe(2)
    expect(await db.query.all(sql`select issue_id, at from history`)).toEqual(
      ['a', 'b', 'c'].map((issue_id) => ({ issue_id, at: before })),
    )
  })

  function attemptAt(at: number) {
    const row = { id: idAt(at), jobId: 'j', account, at, took: 1, writes: 1 }
    return { ...row, outcome: 'done', message: null }
  }

  /** A UUIDv7 of that time. */
  function idAt(at: number): string {
    const hex = at.toString(16).padStart(12, '0')
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
  }
}
