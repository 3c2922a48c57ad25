import { type SQL, sql } from 'drizzle-orm'
import { issues, jobs } from '../../schema/index.ts'
import type { Statement } from '../../store.ts'
import { open } from './jobs.ts'

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

/** States in which a job holds back the next of its issue and account: of those that failed, only a create. */
const blocks = sql.raw(
  `(state in ('waiting', 'ready', 'running') or (state = 'failed' and kind = 'create'))`,
)

/** Enqueues the first work about an issue that is stored in the same write: nothing can stand before it. */
export function insertFirstJob(job: NewIssueJob): Statement {
  const { id, kind, account, destination, issueId, payload, reason, requestId } = job
  return sql`insert into ${jobs} (id, kind, account, destination, issue_id, payload, reason, request_id,
      state, paced, priority, rank, created_at)
    values (${id}, ${kind}, ${account}, ${destination}, ${issueId}, ${JSON.stringify(payload)}, ${reason}, ${requestId},
      'ready', 1, ${job.priority}, ${job.rank}, ${job.now})`
}

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
