import { and, asc, eq, gt, type InferSelectModel, sql } from 'drizzle-orm'
import { forKeys } from '../../lists.ts'
import { jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'

/** A unit of background work. */
export type Job = InferSelectModel<typeof jobs>

/** States of a job that is not over. */
export const open = sql.raw(`state in ('waiting', 'ready', 'running', 'failed')`)

/** The job with this id, or null. */
export async function findJob(db: Db, id: string): Promise<Job | null> {
  const [row] = await db.query.select().from(jobs).where(eq(jobs.id, id))
  return row ?? null
}

/** All jobs of an issue, oldest first. */
export function listJobs(db: Db, issueId: string): Promise<Job[]> {
  return db.query.select().from(jobs).where(eq(jobs.issueId, issueId)).orderBy(asc(jobs.id))
}

/** The jobs of up to 90 issues that are not over, oldest first. */
export function openJobs(db: Db, issueIds: readonly string[]): Promise<Job[]> {
  return openOf(db, issueIds)
}

const openOf = forKeys(
  (ids) => (query) =>
    query
      .select()
      .from(jobs)
      .where(and(sql`${jobs.issueId} in ${ids}`, open))
      .orderBy(asc(jobs.id)),
)

/** Jobs of issues and fetches that are not over, oldest first, `limit` after the id `after`. */
export function listOpenJobs(db: Db, after: string, limit: number): Promise<Job[]> {
  return db.query
    .select()
    .from(jobs)
    .where(and(open, eq(jobs.paced, true), gt(jobs.id, after)))
    .orderBy(asc(jobs.id))
    .limit(limit)
}
