import { and, asc, eq, gt, type InferSelectModel, inArray, type SQL, sql } from 'drizzle-orm'
import { issues, jobs } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'

/** A unit of background work. */
export type Job = InferSelectModel<typeof jobs>

/** The order within a destination and across destinations; see `jobs` in schema.ts. */
export interface Urgency {
  readonly priority: number
  readonly rank: number
}

/** Work about an issue, in the order of its inserts. `now` is epoch milliseconds. */
export interface NewIssueJob extends Urgency {
  readonly id: string
  readonly kind: string
  readonly issueId: string
  readonly account: string
  readonly destination: string
  readonly payload: object
  readonly reason: string
  readonly requestId: string | null
  readonly now: number
}

/** States of a job that is not over. */
const open = sql.raw(`state in ('waiting', 'ready', 'running', 'failed')`)
/** States in which a job holds back the next of its issue and account: of those that failed, only a create. */
const blocks = sql.raw(
  `(state in ('waiting', 'ready', 'running') or (state = 'failed' and kind = 'create'))`,
)

/**
 * Enqueues work about an issue, behind what the same account still has to do about it. Adds nothing if the issue is not
 * stored or is gone.
 */
export function insertIssueJob(job: NewIssueJob): Statement {
  return sql`insert into ${jobs} (id, kind, account, destination, issue_id, payload, reason, request_id,
      state, paced, priority, rank, created_at)
    select ${job.id}, ${job.kind}, ${job.account}, ${job.destination}, ${issues.id}, ${JSON.stringify(job.payload)},
      ${job.reason}, ${job.requestId},
      case when exists (select 1 from ${jobs} where issue_id = ${job.issueId} and account = ${job.account} and ${blocks})
        then 'waiting' else 'ready' end,
      1, ${job.priority}, ${job.rank}, ${job.now}
    from ${issues} where ${issues.id} = ${job.issueId} and ${issues.goneAt} is null`
}

/**
 * Lets the issue's next job for the account go, not before `notBefore` (0: at once), unless an earlier one blocks it. The
 * account may be an expression.
 */
export function releaseNext(issueId: string, account: string | SQL, notBefore = 0): Statement {
  const mine = sql`issue_id = ${issueId} and account = ${account}`
  return sql`update ${jobs} set
      state = case when ${notBefore} > 0 then 'waiting' else 'ready' end,
      due_at = case when ${notBefore} > 0 then ${notBefore} end
    where id = (select id from ${jobs} where ${mine} and state = 'waiting' and due_at is null order by id limit 1)
      and not exists (select 1 from ${jobs} where ${mine}
        and (state in ('ready', 'running') or (state = 'waiting' and due_at is not null) or (state = 'failed' and kind = 'create')))`
}

/** The account that a job has when the statement runs: it may have moved meanwhile. */
export function accountOf(jobId: string): SQL {
  return sql`(select account from ${jobs} where id = ${jobId})`
}

/** Work that exists once under its id, such as a poll. */
export interface NewNamedJob {
  readonly id: string
  readonly kind: string
  readonly account: string
  readonly destination: string | null
  readonly payload: object
  readonly reason: string
  readonly paced: boolean
  readonly dueAt: number
  readonly now: number
}

/**
 * Adds it. If it is there already: one that is over is armed again, its kept payload patched with the new one; the payload
 * of an open one is patched with `ifOpen`, that of a running one when its attempt ends (see `endClaim`). Nothing happens to
 * an open one without `ifOpen`.
 */
export function insertNamedJob(db: Db, job: NewNamedJob, ifOpen: object | null = null): Statement {
  const { now, payload, ...row } = job
  const isOver = sql.raw(`state in ('done', 'failed')`)
  const patch = JSON.stringify(ifOpen ?? {})
  const arms = (value: unknown, column: string) =>
    sql`case when ${isOver} then ${value} else ${sql.raw(column)} end`
  return db.query
    .insert(jobs)
    .values({ ...row, state: 'waiting', payload: { ...payload }, rank: now, createdAt: now })
    .onConflictDoUpdate({
      target: jobs.id,
      set: {
        payload: sql`case when state = 'running' then json_set(payload, '$.pending', json(${patch}))
          else json_patch(payload, case when ${isOver} then ${JSON.stringify(payload)} else ${patch} end) end`,
        state: arms('waiting', 'state'),
        dueAt: arms(job.dueAt, 'due_at'),
        tries: arms(0, 'tries'),
        lostLeases: arms(0, 'lost_leases'),
        error: arms(null, 'error'),
        failingSince: arms(null, 'failing_since'),
        finishedAt: arms(null, 'finished_at'),
      },
      ...(!ifOpen && { setWhere: isOver }),
    })
}

/** Adds a named job that runs once for each value of `field` in its payload: it is armed again if the value differs. */
export function insertJobOnChange(db: Db, job: NewNamedJob, field: string): Statement {
  const { now, payload, ...row } = job
  const wanted = JSON.stringify(payload)
  const path = `$.${field}`
  return db.query
    .insert(jobs)
    .values({ ...row, state: 'waiting', payload: { ...payload }, rank: now, createdAt: now })
    .onConflictDoUpdate({
      target: jobs.id,
      set: {
        payload: sql`${wanted}`,
        state: 'waiting',
        dueAt: job.dueAt,
        tries: 0,
        lostLeases: 0,
        error: null,
        failingSince: null,
        finishedAt: null,
      },
      setWhere: sql`json_extract(${jobs.payload}, ${path}) is not json_extract(${wanted}, ${path})`,
    })
}

/** Makes a waiting job due at `dueAt`; one that runs is due then once more. */
export function hurryJob(db: Db, id: string, dueAt: number): Statement {
  return db.query
    .update(jobs)
    .set({ dueAt })
    .where(and(eq(jobs.id, id), inArray(jobs.state, ['waiting', 'running'])))
}

/** Takes the state out of updates that have not begun: a person has decided since. One that failed over it may go on. */
export function dropStates(issueId: string): Statement {
  return sql`update ${jobs} set payload = json_remove(payload, '$.state'),
      state = case when state = 'failed' then 'ready' else state end
    where issue_id = ${issueId} and kind = 'update' and state in ('waiting', 'ready', 'failed')
      and json_extract(payload, '$.state') is not null`
}

/** Ends updates of the state that were refused for good: a newer one replaces them. */
export function supersedeStates(issueId: string, now: number): Statement {
  return sql`update ${jobs} set state = 'done', error = 'replaced by a newer state', finished_at = ${now}, payload = '{}'
    where issue_id = ${issueId} and kind = 'update' and state = 'failed'
      and json_extract(payload, '$.state') is not null`
}

/** Ends all work about an issue that is gone. */
export function dropJobs(issueId: string, why: string, now: number): Statement {
  return sql`update ${jobs} set state = 'done', error = ${why}, finished_at = ${now}, due_at = null, lease_until = null,
      payload = '{}', version = version + 1
    where issue_id = ${issueId} and ${open}`
}

/** Ends the filing of an issue that need not be filed any more, and lets what waits for it go. */
export function dropCreate(issueId: string, why: string, now: number): Statement {
  return sql`update ${jobs} set state = 'done', error = ${why}, finished_at = ${now}, due_at = null, payload = '{}'
    where issue_id = ${issueId} and kind = 'create' and ${open}`
}

/** Moves the open work of an account about an issue to another place. */
export function moveJobs(
  issueId: string,
  from: string,
  to: { readonly account: string; readonly destination: string },
): Statement {
  return sql`update ${jobs} set account = ${to.account}, destination = ${to.destination}
    where issue_id = ${issueId} and account = ${from} and ${open}`
}

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
export async function openJobs(db: Db, issueIds: readonly string[]): Promise<Job[]> {
  if (issueIds.length === 0) return []
  return db.query
    .select()
    .from(jobs)
    .where(and(inArray(jobs.issueId, [...issueIds]), open))
    .orderBy(asc(jobs.id))
}

/** Jobs of issues and fetches that are not over, oldest first, `limit` after the id `after`. */
export function listOpenJobs(db: Db, after: string, limit: number): Promise<Job[]> {
  return db.query
    .select()
    .from(jobs)
    .where(and(open, eq(jobs.paced, true), gt(jobs.id, after)))
    .orderBy(asc(jobs.id))
    .limit(limit)
}

/** Lets failed jobs run again at once, as if they had never failed: one, those of an issue, or all. Awaited, it returns their ids. */
export function redriveJobs(db: Db, which: { job?: string; issue?: string }) {
  return db.query
    .update(jobs)
    .set({ state: 'ready', tries: 0, lostLeases: 0, error: null, failingSince: null })
    .where(
      and(
        sql`${jobs.state} = 'failed'`,
        which.job === undefined ? undefined : eq(jobs.id, which.job),
        which.issue === undefined ? undefined : eq(jobs.issueId, which.issue),
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
