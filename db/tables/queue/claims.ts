import { eq, type SQL, sql } from 'drizzle-orm'
import { accounts, destinations, jobs } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import type { Job } from './jobs.ts'

/** How long a claim lasts, in milliseconds: an attempt gets half of it. */
export const leaseMs = 20_000
/** A job whose process died this often is given up: it may be what ends the process. */
const maxLostLeases = 3
/** Every fourth turn of an account goes to the next destination, whatever is more urgent elsewhere. */
const turnsOfUrgent = 4

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

/**
 * Takes the account's next paced job under a lease, or null. Destinations take turns; one with a critical job goes first,
 * but for every fourth turn. One statement, so that no two workers take the same job or outrun the pace.
 */
export function claimPaced(db: Db, claim: PacedClaim): Promise<Job | null> {
  const { account, perDestination, perAccount, everyMs, now } = claim
  const running = sql`select count(*) from ${jobs} r where r.account = ${account} and r.state = 'running' and r.paced`
  const next = sql`with recursive ${heads(account)}
    select head from (
      select (select id from ${jobs} j where j.account = ${account} and j.state = 'ready' and j.destination = heads.destination
        and not exists (select 1 from ${jobs} r where r.issue_id = j.issue_id and r.account = ${account} and r.state = 'running')
        order by j.rank, j.id limit 1) as head, heads.destination as place, a.last_destination as last, a.turns as turns
      from heads join ${destinations} d on d.id = heads.destination join ${accounts} a on a.id = ${account}
      where d.paused_at is null and d.cursor is not null
        and a.paused_at is null and a.next_write_at <= ${now}
        and (${running} and r.destination = heads.destination) < ${perDestination} and head is not null)
    order by (turns % ${turnsOfUrgent} < ${turnsOfUrgent - 1}
        and (select priority from ${jobs} p where p.id = head) = 0) desc, (place > last) desc, place
    limit 1`
  return claimWhere(
    db,
    now,
    sql`${jobs.id} = (${next}) and (${running}) < ${perAccount}
      and not exists (select 1 from ${jobs} r where r.account = ${account} and r.state = 'running' and r.paced
        and r.lease_until - ${leaseMs} + ${everyMs} > ${now})`,
  )
}

/** Takes the account's next unpaced job that is due (a poll, a check) under a lease, or null. `most` may run at a time. */
export function claimDue(
  db: Db,
  { account, most, now }: { account: string; most: number; now: number },
): Promise<Job | null> {
  const next = sql`select j.id from ${jobs} j
    where j.account = ${account} and j.state = 'waiting' and j.paced = 0 and j.due_at <= ${now} and ${isFree}
    order by j.due_at, j.id limit 1`
  return claimWhere(
    db,
    now,
    sql`${jobs.id} = (${next}) and (select count(*) from ${jobs} r
      where r.account = ${account} and r.state = 'running' and not r.paced) < ${most}`,
  )
}

/** Neither its account nor its destination is paused; a job without a destination ends pauses. */
const isFree = sql.raw(`(j.destination is null or not (
    exists (select 1 from accounts a where a.id = j.account and a.paused_at is not null)
    or exists (select 1 from destinations d where d.id = j.destination and d.paused_at is not null)))`)

/** The destinations in which the account has ready jobs, found without reading the jobs in between. */
function heads(account: string | SQL): SQL {
  const first = sql`select min(h.destination) from ${jobs} h where h.account = ${account} and h.state = 'ready'`
  return sql`heads(destination) as (${first} union all
    select (${first} and h.destination > heads.destination) from heads where heads.destination is not null)`
}

async function claimWhere(db: Db, now: number, where: SQL): Promise<Job | null> {
  const [job] = await db.query
    .update(jobs)
    .set({
      state: 'running',
      dueAt: null,
      leaseUntil: now + leaseMs,
      version: sql`${jobs.version} + 1`,
      firstAttemptAt: sql`coalesce(${jobs.firstAttemptAt}, ${now})`,
    })
    .where(where)
    .returning()
  return job ?? null
}

/** Makes paced jobs of these accounts ready that waited for their time. */
export function promoteDue(accountIds: readonly string[], now: number): Statement {
  return sql`update ${jobs} set state = 'ready', due_at = null
    where account in (select value from json_each(${JSON.stringify(accountIds)}))
      and state = 'waiting' and paced = 1 and due_at <= ${now}`
}

/**
 * Gives back jobs whose worker died: their outcome is unknown, so they wait until a look-up can be believed, `settleMs`
 * after their attempt began. The third time the job is given up. With `all`, those whose lease has not run out too.
 */
export function freeLeases({
  account,
  settleMs,
  now,
  all = false,
}: {
  account: string
  settleMs: number
  now: number
  all?: boolean
}): Statement {
  const until = all ? Number.MAX_SAFE_INTEGER : now
  const givenUp = sql`paced and lost_leases + 1 >= ${maxLostLeases}`
  return sql`update ${jobs} set
      state = case when ${givenUp} then 'failed' else 'waiting' end,
      error = case when ${givenUp}
        then 'The process ended or ran out of time three times while it did this job. Redrive it once the cause is mended.'
        else error end,
      due_at = case when not (${givenUp}) then lease_until + ${settleMs - leaseMs} end,
      outcome_unknown = 1, lease_until = null, version = version + 1, lost_leases = lost_leases + 1
    where account = ${account} and state = 'running' and lease_until <= ${until}`
}

/** Lets go what waits behind jobs that were given up because their leases were lost. */
export function releaseGivenUp(account: string): Statement {
  return sql`update ${jobs} set state = 'ready' where state = 'waiting' and due_at is null and id in (
    select (select min(w.id) from ${jobs} w
      where w.issue_id = f.issue_id and w.account = f.account and w.state = 'waiting' and w.due_at is null)
    from ${jobs} f where f.account = ${account} and f.state = 'failed' and f.lost_leases >= ${maxLostLeases}
      and f.kind <> 'create' and not exists (select 1 from ${jobs} o
        where o.issue_id = f.issue_id and o.account = f.account
          and (o.state in ('ready', 'running') or (o.state = 'waiting' and o.due_at is not null))))`
}

/** What becomes of a claimed job. */
export type JobChange = Partial<
  Pick<
    Job,
    'dueAt' | 'tries' | 'outcomeUnknown' | 'error' | 'failingSince' | 'payload' | 'finishedAt'
  >
> & { readonly state: 'done' | 'failed' | 'waiting' | 'ready' }

/**
 * Ends the claim. Put it first into the atomic write of what the attempt brought: if the lease was lost, it fails with a
 * LeaseLostError and nothing is written. If the job was made due again meanwhile, it keeps that time; if its payload was
 * patched meanwhile, it gets the patch, or runs again if it is done.
 */
export function endClaim(db: Db, job: Pick<Job, 'id' | 'version'>, change: JobChange): Statement {
  const { dueAt = null, state, payload, ...rest } = change
  const pending = sql`json_extract(${jobs.payload}, '$.pending')`
  const again = sql`${state} = 'done' and ${pending} is not null`
  const next = payload
    ? sql`${JSON.stringify(payload)}`
    : sql`json_remove(${jobs.payload}, '$.pending')`
  const held = sql`${jobs.state} = 'running' and ${jobs.version} = ${job.version}`
  return db.query
    .update(jobs)
    .set({
      leaseUntil: null,
      lostLeases: 0,
      ...rest,
      state: sql`case when ${again} then 'waiting' else ${state} end`,
      payload: sql`json_patch(${next}, case when ${again} then '{}' else coalesce(${pending}, '{}') end)`,
      dueAt: sql`coalesce(${jobs.dueAt}, case when ${again} then ${jobs.createdAt} else ${dueAt} end)`,
      version: sql`case when ${held} then ${jobs.version} + 1 end`,
    })
    .where(eq(jobs.id, job.id))
}

/** When an account's next paced and unpaced jobs may be claimed, in epoch milliseconds; null for none. */
export interface Dues {
  readonly id: string
  readonly paced: number | null
  readonly unpaced: number | null
}

/** The dues of these accounts, in one query. What waits for a pause is not due; a lease that runs out is. */
export function nextDues(db: Db, ids: readonly string[]): Promise<Dues[]> {
  const mine = sql.raw(`i.value`)
  const timed = sql`select min(j.due_at) from ${jobs} j where j.account = ${mine} and j.state = 'waiting'`
  const ready = sql`exists (with recursive ${heads(mine)} select 1 from heads
    join ${destinations} d on d.id = heads.destination where d.paused_at is null and d.cursor is not null)`
  return db.query.all<Dues>(sql`select i.value as id, (select min(at) from (
      select case when a.paused_at is null then max((${timed} and j.paced = 1), a.next_write_at) end as at
      union all select case when a.paused_at is null and ${ready} then a.next_write_at end
      union all select min(r.lease_until) from ${jobs} r where r.account = ${mine} and r.state = 'running')
    ) as paced, (${timed} and j.paced = 0 and ${isFree}) as unpaced
    from json_each(${JSON.stringify(ids)}) i left join ${accounts} a on a.id = i.value`)
}
