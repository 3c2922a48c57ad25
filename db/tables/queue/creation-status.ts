import { and, eq, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { unseen, value } from '../../fixed.ts'
import { accounts, destinations, issues, jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import type { Issue } from '../issues.ts'

/** What stands between an issue and its tracker: the job that creates it, and the pauses of its account and destination. */
export interface CreationStatus {
  readonly issue: Issue
  readonly job: { readonly state: string; readonly error: string | null } | null
  readonly account: Paused | null
  readonly destination: Paused | null
}

interface Paused {
  readonly pausedAt: number | null
  readonly pausedReason: string | null
  /** When the check that may end the pause is due; null while it runs. */
  readonly checkAt: number | null
}

/** Reads all of it at once: people wait for the answer. */
export async function findCreationStatus(db: Db, issueId: string): Promise<CreationStatus | null> {
  const [row] = await db.rows(status, { id: issueId })
  return row ?? null
}

const status = (query: Db['query']) => {
  const accountCheck = alias(jobs, 'account_check')
  const destinationCheck = alias(jobs, 'destination_check')
  const place = sql`${issues.account} || ':' || ${issues.target}`
  return query
    .select({
      issue: issues,
      job: { state: jobs.state, error: jobs.error },
      account: {
        pausedAt: accounts.pausedAt,
        pausedReason: accounts.pausedReason,
        checkAt: accountCheck.dueAt,
      },
      destination: {
        pausedAt: destinations.pausedAt,
        pausedReason: destinations.pausedReason,
        checkAt: destinationCheck.dueAt,
      },
    })
    .from(issues)
    .leftJoin(
      jobs,
      and(eq(jobs.issueId, issues.id), sql`${jobs.kind} = 'create' and ${jobs.state} <> 'done'`),
    )
    .leftJoin(accounts, eq(accounts.id, issues.account))
    .leftJoin(destinations, eq(destinations.id, place))
    .leftJoin(accountCheck, eq(accountCheck.id, sql`'check:' || ${issues.account}`))
    .leftJoin(destinationCheck, eq(destinationCheck.id, sql`'check:' || ${place}`))
    .where(eq(issues.id, unseen('id')))
}

/** Whether the account or the destination is paused. */
export async function isPaused(db: Db, account: string, destination: string): Promise<boolean> {
  const [row] = await db.rows(paused, { account, destination })
  return Boolean(row?.paused)
}

const paused = () => sql<{ paused: number }>`select
  exists (select 1 from ${accounts} where id = ${value('account')} and paused_at is not null)
  or exists (select 1 from ${destinations} where id = ${value('destination')} and paused_at is not null) as paused`
