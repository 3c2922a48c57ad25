import { sql } from 'drizzle-orm'
import { attachments, attempts, history, inbox, issues, jobs } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'

/**
 * Deletes what is older than `before` (epoch milliseconds), at most `limit` rows of each table, oldest first: messages,
 * attempts, and jobs that are done. Ids sort by time, so no other index is needed.
 */
export function deleteOld(
  before: number,
  limit: number,
): [Statement, Statement, Statement, Statement] {
  const last = idAt(before)
  return [
    sql`delete from ${attempts} where id in (select id from ${attempts} where id < ${last} order by id limit ${limit})`,
    sql`delete from ${inbox} where id in (select id from ${inbox} where id < ${last} order by id limit ${limit})`,
    sql`delete from ${jobs} where id in (select id from ${jobs} where id < ${last} and state = 'done' order by id limit ${limit})`,
    sql`delete from ${jobs} where id >= 'fetch:' and id < 'fetch;' and state = 'done' and finished_at < ${before}`,
  ]
}

/**
 * The ids of files that came in before `before` and that no tracker will get, at most `limit`: their jobs are over, or their
 * issue has been missing for as long.
 */
export async function forgottenFiles(db: Db, before: number, limit: number): Promise<string[]> {
  const rows = await db.query.all<{ id: string }>(sql`select a.id from ${attachments} a
    where a.remote_id is null and a.id < ${idAt(before)} and (
      exists (select 1 from ${issues} i where i.id = a.issue_id and i.missing_at < ${before})
      or not exists (select 1 from ${jobs} j where j.issue_id = a.issue_id and j.kind = 'attach' and j.state <> 'done'
        and json_extract(j.payload, '$.attachment') = a.id))
    order by a.id limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** Deletes the rows of these files. Their contents are kept elsewhere, and are deleted before. */
export function deleteAttachments(ids: readonly string[]): Statement {
  return sql`delete from ${attachments} where id in (select value from json_each(${JSON.stringify(ids)}))`
}

/** Where a sweep over the history stands. */
export interface HistoryPlace {
  readonly issueId: string
  readonly id: string
}

/**
 * One step of a sweep over the history, which is stored by issue: `limit` rows after `after`. Returns what deletes the old
 * ones among them, and where to go on; null at the end.
 */
export async function sweepHistory(
  db: Db,
  { after, before, limit }: { after: HistoryPlace; before: number; limit: number },
): Promise<{ statement: Statement; next: HistoryPlace | null }> {
  const from = sql`(issue_id, id) > (${after.issueId}, ${after.id})`
  const [last] = await db.query.all<{ issue_id: string; id: string }>(
    sql`select issue_id, id from ${history} where ${from} order by issue_id, id limit 1 offset ${limit - 1}`,
  )
  const to = last ? sql`and (issue_id, id) <= (${last.issue_id}, ${last.id})` : sql``
  const statement = sql`delete from ${history} where ${from} ${to} and at < ${before}`
  return { statement, next: last ? { issueId: last.issue_id, id: last.id } : null }
}

/** The smallest UUIDv7 of a time. */
export function idAt(time: number): string {
  const hex = Math.max(0, Math.floor(time)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
