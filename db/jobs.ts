import { and, asc, eq, gt, type InferSelectModel, inArray, sql } from 'drizzle-orm'
import type { Db, Statement } from './db.ts'
import { accounts, issues, type JobKind, jobs, lanes } from './schema.ts'

/** A write owed to a tracker. */
export type Job = InferSelectModel<typeof jobs>

/** What is to be owed. `now` is epoch milliseconds: it is due at once. */
export interface NewJob {
  readonly id: string
  readonly issueId: string
  readonly account: string
  readonly lane: string
  readonly kind: JobKind
  readonly payload: Record<string, unknown>
  readonly reason: string
  readonly now: number
}

/** Owes a write, behind those the issue is already owed. Adds nothing for an issue that is not stored or is gone. */
export function insertJob(job: NewJob): Statement {
  return sql`insert into ${jobs}
    (id, issue_id, account, lane, kind, payload, reason, state, due_at, created_at, uncertain, tries)
    select ${job.id}, ${issues.id}, ${job.account}, ${job.lane}, ${job.kind},
      ${JSON.stringify(job.payload)}, ${job.reason},
      case when exists (
        select 1 from ${jobs} where ${jobs.issueId} = ${job.issueId}
          and ${jobs.state} in ('waiting', 'ready', 'running', 'parked')
      ) then 'waiting' else 'ready' end,
      ${job.now}, ${job.now}, 0, 0
    from ${issues} where ${issues.id} = ${job.issueId} and ${issues.goneAt} is null`
}

/** Takes the state out of writes that have not begun: a person has decided since. What was parked over it may go on. */
export function dropStates(db: Db, issueId: string, now: number): Statement {
  const parked = eq(jobs.state, 'parked')
  return db.query
    .update(jobs)
    .set({
      payload: sql`json_remove(${jobs.payload}, '$.state')`,
      state: sql`case when ${parked} then 'ready' else ${jobs.state} end`,
      dueAt: sql`case when ${parked} then ${now} else ${jobs.dueAt} end`,
    })
    .where(
      and(
        eq(jobs.issueId, issueId),
        eq(jobs.kind, 'update'),
        inArray(jobs.state, ['waiting', 'ready', 'parked']),
        sql`json_extract(${jobs.payload}, '$.state') is not null`,
      ),
    )
}

/** Ends all that is owed to an issue that is gone. */
export function dropJobs(db: Db, issueId: string, why: string, now: number): Statement {
  return db.query
    .update(jobs)
    .set({
      state: 'done',
      error: why,
      finishedAt: now,
      leaseUntil: null,
      leaseToken: null,
      payload: {},
    })
    .where(owedTo(issueId))
}

/** Ends the filing of an issue that need not be filed any more, and lets what waits for it go. */
export function dropCreate(
  db: Db,
  issueId: string,
  why: string,
  now: number,
): [Statement, Statement] {
  const done = db.query
    .update(jobs)
    .set({ state: 'done', error: why, finishedAt: now, payload: {} })
    .where(and(owedTo(issueId), eq(jobs.kind, 'create')))
  return [done, releaseNext(issueId)]
}

/** Has what an issue is owed done in another place. */
export function moveJobs(
  db: Db,
  issueId: string,
  place: { account: string; lane: string },
): Statement {
  return db.query.update(jobs).set(place).where(owedTo(issueId))
}

/** All jobs of an issue, oldest first. */
export function listJobs(db: Db, issueId: string): Promise<Job[]> {
  return db.query.select().from(jobs).where(eq(jobs.issueId, issueId)).orderBy(asc(jobs.id))
}

/** What up to 90 issues are owed, oldest first. */
export async function openJobs(db: Db, issueIds: readonly string[]): Promise<Job[]> {
  if (issueIds.length === 0) return []
  return db.query
    .select()
    .from(jobs)
    .where(and(inArray(jobs.issueId, [...issueIds]), isOwed))
    .orderBy(asc(jobs.id))
}

const isOwed = inArray(jobs.state, ['waiting', 'ready', 'running', 'parked'])

function owedTo(issueId: string) {
  return and(eq(jobs.issueId, issueId), isOwed)
}

/** Lets the issue's next job go, not before `notBefore`, unless one is being done or parked. */
export function releaseNext(issueId: string, notBefore = 0): Statement {
  const next = sql`(select ${jobs.id} from ${jobs} where ${jobs.issueId} = ${issueId}
    and ${jobs.state} = 'waiting' order by ${jobs.id} limit 1)`
  const unfinished = sql`(select 1 from ${jobs} where ${jobs.issueId} = ${issueId}
    and ${jobs.state} in ('ready', 'running', 'parked'))`
  return sql`update ${jobs} set state = 'ready', due_at = max(due_at, ${notBefore})
    where id = ${next} and not exists ${unfinished}`
}

/**
 * Lets parked jobs run again at once, as if they had never failed: one, those of an issue, or all. Awaited, it answers
 * their ids.
 */
export function redriveJobs(db: Db, which: { job?: string; issue?: string }, now: number) {
  return db.query
    .update(jobs)
    .set({ state: 'ready', dueAt: now, tries: 0, error: null })
    .where(
      and(
        eq(jobs.state, 'parked'),
        which.job === undefined ? undefined : eq(jobs.id, which.job),
        which.issue === undefined ? undefined : eq(jobs.issueId, which.issue),
      ),
    )
    .returning({ id: jobs.id })
}

/** Jobs that are not done, oldest first, `limit` after the id `after`. */
export function listOpenJobs(db: Db, after: string, limit: number): Promise<Job[]> {
  return db.query
    .select()
    .from(jobs)
    .where(and(inArray(jobs.state, ['waiting', 'ready', 'running', 'parked']), gt(jobs.id, after)))
    .orderBy(asc(jobs.id))
    .limit(limit)
}

/**
 * When each account's next job may be claimed, in epoch milliseconds; without those where none waits for time alone. One
 * query for all of them.
 */
export async function nextDues(db: Db, ids: readonly string[]): Promise<Map<string, number>> {
  const firsts = ids.map(
    (
      id,
    ) => sql`select * from (select ${jobs.account} as id, max(${jobs.dueAt}, ${accounts.nextWriteAt}) as at
      from ${jobs} join ${accounts} on ${accounts.id} = ${jobs.account} join ${lanes} on ${lanes.id} = ${jobs.lane}
      where ${jobs.account} = ${id} and ${jobs.state} = 'ready'
        and ${accounts.parkedAt} is null and ${lanes.parkedAt} is null
      order by ${jobs.dueAt}, ${jobs.id} limit 1)`,
  )
  const rows = await db.query.all<{ id: string; at: number }>(sql.join(firsts, sql` union all `))
  return new Map(rows.map(({ id, at }) => [id, at]))
}
