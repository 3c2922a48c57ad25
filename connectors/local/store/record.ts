import { type SQL, sql } from 'drizzle-orm'
import { localEvents, localIssues } from '../../../db/schema/index.ts'
import type { Statement } from '../../../db/store.ts'

/**
 * The event and the issue's new time, written only if `happened` holds when the statement runs. The time never goes back, so
 * that what was held up on its way is news all the same.
 */
export function recorded(
  issueId: string,
  kind: (typeof localEvents.$inferInsert)['kind'],
  at: number,
  happened: SQL,
  commentId: string | null = null,
): [Statement, Statement] {
  const where = sql`id = ${issueId} AND (${happened})`
  return [
    sql`INSERT INTO ${localEvents} (project, issue_id, kind, comment_id, at)
      SELECT project, id, ${kind}, ${commentId}, ${at} FROM ${localIssues} WHERE ${where}`,
    sql`UPDATE ${localIssues} SET updated_at = max(updated_at, ${at}) WHERE ${where}`,
  ]
}
