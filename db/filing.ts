import { and, eq, sql } from 'drizzle-orm'
import type { Db } from './db.ts'
import type { Issue } from './issues.ts'
import { accounts, issues, jobs, lanes } from './schema.ts'

/** What stands between an issue and its tracker: the job that files it, and its account and lane where parked. */
export interface Filing {
  readonly issue: Issue
  readonly job: { readonly state: string; readonly error: string | null } | null
  readonly account: Parked | null
  readonly lane: Parked | null
}

interface Parked {
  readonly parkedAt: number | null
  readonly parkedReason: string | null
  readonly nextCheckAt: number
}

/** Reads all of it at once: people wait for the answer. */
export async function findFiling(db: Db, issueId: string): Promise<Filing | null> {
  const [row] = await db.query
    .select({
      issue: issues,
      job: { state: jobs.state, error: jobs.error },
      account: {
        parkedAt: accounts.parkedAt,
        parkedReason: accounts.parkedReason,
        nextCheckAt: accounts.nextCheckAt,
      },
      lane: {
        parkedAt: lanes.parkedAt,
        parkedReason: lanes.parkedReason,
        nextCheckAt: lanes.nextCheckAt,
      },
    })
    .from(issues)
    .leftJoin(
      jobs,
      and(
        eq(jobs.issueId, issues.id),
        eq(jobs.kind, 'create'),
        sql`${jobs.state} in ('waiting', 'ready', 'running', 'parked')`,
      ),
    )
    .leftJoin(accounts, eq(accounts.id, issues.tracker))
    .leftJoin(lanes, eq(lanes.id, sql`${issues.tracker} || ':' || ${issues.target}`))
    .where(eq(issues.id, issueId))
  return row ?? null
}
