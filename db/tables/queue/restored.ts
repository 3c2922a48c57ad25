import { and, isNotNull, ne, sql } from 'drizzle-orm'
import { jobs } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'

/**
 * For a store made of a backup: every open job of an issue may have been done after the backup was made, so its next
 * attempt looks in the tracker first.
 */
export function doubtOpenJobs(db: Db): Statement {
  return db.query
    .update(jobs)
    .set({
      outcomeUnknown: true,
      firstAttemptAt: sql`coalesce(${jobs.firstAttemptAt}, ${jobs.createdAt})`,
    })
    .where(and(isNotNull(jobs.issueId), ne(jobs.state, 'done')))
}
