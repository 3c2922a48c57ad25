// One file: the claims of paced and of unpaced jobs take a job by the same write.

import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { unseen } from '../../fixed.ts'
import { accounts, destinations, issues, jobs } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import { findIssue, type Issue } from '../issues.ts'
import { heads, isFree } from './free-work.ts'
import type { Job } from './jobs.ts'
import { leaseMs } from './leases.ts'

/** Every fourth turn of an account goes to the next destination, whatever is more urgent elsewhere. */
const turnsOfUrgent = 4

const account = unseen('account')
const now = unseen('now')
const most = unseen('perAccount')

/** How a paced job may be claimed. */
export interface PacedClaim {
  readonly account: string
  /** Jobs that may run at a time in one destination, and in all of the account. */
  readonly perDestination: number
  readonly perAccount: number
  /** Milliseconds between two claims. */
  readonly everyMs: number
  readonly now: number
}

/** A job that was taken. */
export interface Taken {
  readonly job: Job
  /** Its issue, as it was then; null if it has none. */
  readonly issue: Issue | null
  /** Whether the account has other jobs that are ready: without them, another claim finds nothing. */
  readonly hasMore: boolean
}

/**
 * Takes the account's next paced job under a lease, or null. Destinations take turns; one with a critical job goes first,
 * but for every fourth turn. While the account keeps its writes for urgent jobs, only those are taken whose rank has come:
 * critical ones, and such as have waited long enough to be as urgent. One statement, so that no two workers take the same job
 * or outrun the pace; the job's issue is read in the same call.
 */
export async function claimPaced(db: Db, claim: PacedClaim): Promise<Taken | null> {
  const values = { ...claim }
  const [[taken], claimed] = await db.rowsOfBoth(
    { build: takePaced, values },
    { build: issuesOfClaims, values },
  )
  if (!taken) return null
  const { others, ...job } = taken
  const issue = claimed.find(({ id }) => id === job.issueId) ?? null
  return { job, issue, hasMore: others === 1 }
}

/**
 * Writes a new issue with its job, and takes the next paced job of its account in the same call. Most often it is that one,
 * whose issue need not be read.
 */
export async function writeAndClaimPaced(
  db: Db,
  {
    issue,
    statements,
    claim,
  }: { issue: Issue; statements: readonly Statement[]; claim: PacedClaim },
): Promise<Taken | null> {
  const [taken] = await db.atomicThen(statements, { build: takePaced, values: { ...claim } })
  if (!taken) return null
  const { others, ...job } = taken
  const isOwn = job.issueId === issue.id
  const other = isOwn || job.issueId === null ? null : await findIssue(db, job.issueId)
  return { job, issue: isOwn ? issue : other, hasMore: others === 1 }
}

/** The issues of the jobs that the account claimed just now: which job that was, the first statement says. */
const issuesOfClaims = (query: Db['query']) =>
  query
    .select()
    .from(issues)
    .where(
      sql`${issues.id} in (select r.issue_id from ${jobs} r where r.account = ${account}
        and r.state = 'running' and r.paced and r.lease_until = ${now} + ${number(leaseMs)})`,
    )

const takePaced = (query: Db['query']) => {
  const running = sql`select count(*) from ${jobs} r where r.account = ${account} and r.state = 'running' and r.paced`
  // The account is asked first: while it may not write, nothing else is read.
  const next = sql`with recursive ${heads(account)}
    select j.id from ${accounts} a cross join heads cross join ${destinations} d on d.id = heads.destination
      cross join ${jobs} j on j.id = (
        select n.id from ${jobs} n where n.account = ${account} and n.state = 'ready' and n.destination = heads.destination
          and n.rank <= case when a.urgent_until > ${now} then ${now} else ${number(Number.MAX_SAFE_INTEGER)} end
          and not exists (select 1 from ${jobs} r where r.account = ${account} and r.state = 'running' and +r.issue_id = n.issue_id)
        order by n.rank, n.id limit 1)
    where a.id = ${account} and a.paused_at is null and a.next_write_at <= ${now}
      and (select case when max(r.lease_until) - ${number(leaseMs)} + ${unseen('everyMs')} > ${now} then ${most} else count(*) end
        from ${jobs} r where r.account = ${account} and r.state = 'running' and r.paced) < ${most}
      and d.paused_at is null and d.cursor is not null
      and (${running} and r.destination = heads.destination) < ${unseen('perDestination')}
    order by (a.turns % ${number(turnsOfUrgent)} < ${number(turnsOfUrgent - 1)} and j.priority = 0) desc,
      (heads.destination > a.last_destination) desc, heads.destination
    limit 1`
  const others = sql<number>`exists (select 1 from ${jobs} n
    where n.account = ${account} and n.state = 'ready' and n.id <> ${jobs}.${sql.identifier('id')})`
  return taking(query, sql`${jobs.id} = (${next})`).returning({
    ...getTableColumns(jobs),
    others: others.as('others'),
  })
}

/** Takes the account's next unpaced job that is due (a poll, a check) under a lease, or null. `most` may run at a time. */
export async function claimDue(
  db: Db,
  claim: { readonly account: string; readonly most: number; readonly now: number },
): Promise<Job | null> {
  const [job] = await db.rows(takeDue, claim)
  return job ?? null
}

const takeDue = (query: Db['query']) => {
  const next = sql`select j.id from ${jobs} j
    where j.account = ${account} and j.state = 'waiting' and j.paced = 0 and j.due_at <= ${now} and ${isFree}
    order by j.due_at, j.id limit 1`
  return taking(
    query,
    sql`${jobs.id} = (${next}) and (select count(*) from ${jobs} r
      where r.account = ${account} and r.state = 'running' and not r.paced) < ${unseen('most')}`,
  ).returning()
}

function taking(query: Db['query'], where: SQL) {
  return query
    .update(jobs)
    .set({
      state: sql`'running'`,
      dueAt: sql`null`,
      leaseUntil: sql`${now} + ${number(leaseMs)}`,
      version: sql`${jobs.version} + 1`,
      firstAttemptAt: sql`coalesce(${jobs.firstAttemptAt}, ${now})`,
    })
    .where(where)
}

function number(constant: number): SQL {
  return sql.raw(String(constant))
}
