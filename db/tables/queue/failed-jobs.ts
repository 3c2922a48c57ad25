import { and, eq, sql } from 'drizzle-orm'
import { jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'

/** Redrives failed jobs, which run at once as if they had never failed: one, those of an issue, up to 500 by their ids, or all. */
export function redriveJobs(
  db: Db,
  which: { job?: string; issue?: string; jobs?: readonly string[] },
) {
  return db.query
    .update(jobs)
    .set({ state: 'ready', tries: 0, lostLeases: 0, error: null, failingSince: null })
    .where(
      and(
        sql`${jobs.state} = 'failed'`,
        which.job === undefined ? undefined : eq(jobs.id, which.job),
        which.issue === undefined ? undefined : eq(jobs.issueId, which.issue),
        which.jobs &&
          sql`${jobs.id} in (select value from json_each(${JSON.stringify(which.jobs)}))`,
      ),
    )
    .returning({ id: jobs.id })
}

/** Gives a failed job up for good: it is no problem any more. Awaited, it returns what it was. */
export function dismissJob(db: Db, id: string, now: number) {
  return db.query
    .update(jobs)
    .set({ state: 'done', finishedAt: now })
    .where(and(eq(jobs.id, id), sql`${jobs.state} = 'failed'`))
    .returning({ id: jobs.id, kind: jobs.kind, issueId: jobs.issueId })
}
