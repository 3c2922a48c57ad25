// One file: the statements share the condition that orders the jobs of an issue.

import { type SQL, sql } from 'drizzle-orm'
import { value } from '../../fixed.ts'
import { destinations, issues, jobs } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import { pollId } from './destinations.ts'
import { open } from './jobs.ts'

/** The order within a destination and across destinations; see `jobs` in schema.ts. */
interface Urgency {
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

/**
 * Enqueues the first work about an issue that is stored in the same write: nothing can stand before it. Fails with a
 * NewDestinationError unless the destination is stored and polled; see `ensureDestination`.
 */
export function insertFirstJob(job: NewIssueJob): Statement {
  const values = { ...job, payload: JSON.stringify(job.payload), poll: pollId(job.destination) }
  return { build: insertReady, values }
}

/**
 * Enqueues work about an issue, behind what the same account still has to do about it. Adds nothing if the issue is not
 * stored or is gone.
 */
export function insertIssueJob(job: NewIssueJob): Statement {
  return { build: insertBehind, values: { ...job, payload: JSON.stringify(job.payload) } }
}

/** As `insertIssueJob`, for a new state: it names the states of failed updates that the tracker may have taken nevertheless. */
export function insertStateJob(job: NewIssueJob): Statement {
  return { build: insertState, values: { ...job, payload: JSON.stringify(job.payload) } }
}

const columns = sql.raw(`id, kind, account, destination, issue_id, payload, reason, request_id,
  state, paced, priority, rank, created_at`)
const own = ['id', 'kind', 'account', 'destination', 'issueId', 'payload', 'reason', 'requestId']
const withPayload = (payload: SQL) =>
  sql.join(
    own.map((name) => (name === 'payload' ? payload : value(name))),
    sql`, `,
  )
const first = withPayload(sql`${value('payload')}`)
const last = sql`1, ${value('priority')}, ${value('rank')}, ${value('now')}`

// The rank is null, which no job takes, if something is missing. A destination's account is stored with it.
const insertReady =
  () => sql`insert into ${jobs} (${columns}) values (${first}, 'ready', 1, ${value('priority')},
  case when exists (select 1 from ${destinations} where id = ${value('destination')})
    and exists (select 1 from ${jobs} where id = ${value('poll')} and state not in ('done', 'failed'))
  then ${value('rank')} end, ${value('now')})`

const inDoubt = sql`from ${jobs} where issue_id = ${value('issueId')} and kind = 'update'
  and state = 'failed' and outcome_unknown = 1 and json_extract(payload, '$.state') is not null`
const tried = sql`(select iif(count(*) > 0, json_object('tried', json_group_array(json(tried))), '{}') from (
  select json_extract(payload, '$.state') as tried ${inDoubt}
  union select before.value from (select payload ${inDoubt}) f, json_each(f.payload, '$.tried') before))`

const insertBehind = () => inserting(first)
const insertState = () => inserting(withPayload(sql`json_patch(${value('payload')}, ${tried})`))

const inserting = (values: SQL) => sql`insert into ${jobs} (${columns})
  select ${values},
    case when exists (select 1 from ${jobs} where issue_id = ${value('issueId')} and account = ${value('account')} and ${blocks})
      then 'waiting' else 'ready' end,
    ${last}
  from ${issues} where ${issues.id} = ${value('issueId')} and ${issues.goneAt} is null`

/** Releases the issue's next job for the account, not before `notBefore` (0: at once), unless an earlier one blocks it. */
export function releaseNext(issueId: string, account: string, notBefore = 0): Statement {
  return { build: release, values: { issueId, account, notBefore } }
}

/** As `releaseNext`, for the account that a job of the issue has when this runs: it may have moved meanwhile. */
export function releaseAfter(issueId: string, jobId: string, notBefore = 0): Statement {
  return { build: releaseMoved, values: { issueId, jobId, notBefore } }
}

const release = () => releasing(sql`${value('account')}`)
const releaseMoved = () =>
  releasing(sql`(select account from ${jobs} where id = ${value('jobId')})`)

function releasing(account: SQL): SQL {
  const mine = sql`issue_id = ${value('issueId')} and account = ${account}`
  const notBefore = value('notBefore')
  return sql`update ${jobs} set
      state = case when ${notBefore} > 0 then 'waiting' else 'ready' end,
      due_at = case when ${notBefore} > 0 then ${notBefore} end
    where id = (select id from ${jobs} where ${mine} and state = 'waiting' and due_at is null order by id limit 1)
      and not exists (select 1 from ${jobs} where ${mine}
        and (state in ('ready', 'running') or (state = 'waiting' and due_at is not null) or (state = 'failed' and kind = 'create')))`
}

/** Has jobs of the issue that wait for a later time tried at `dueAt`. */
export function hurryJobs(issueId: string, account: string, dueAt: number): Statement {
  return sql`update ${jobs} set due_at = ${dueAt}
    where issue_id = ${issueId} and account = ${account} and state = 'waiting' and due_at > ${dueAt}`
}

/** Removes the state from updates that have not begun, as a person has decided since. One that failed over it may go on. */
export function dropStates(issueId: string): Statement {
  return sql`update ${jobs} set payload = json_remove(payload, '$.state', '$.tried'),
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

/** Fails the whole write if the issue's filing is under way, or may have happened: it may not go elsewhere then. */
export function guardUnfiled(issueId: string): Statement {
  return sql`update ${jobs} set
      version = case when state <> 'running' and outcome_unknown = 0 then version + 1 end
    where issue_id = ${issueId} and kind = 'create' and ${open}`
}

/** The issues that wait to be filed in a destination, up to `limit`. */
export async function unfiledAt(
  db: Db,
  { account, id }: { readonly account: string; readonly id: string },
  limit: number,
): Promise<string[]> {
  const rows = await db.query.all<{ issueId: string }>(sql`select issue_id as "issueId" from ${jobs}
    where account = ${account} and state = 'ready' and destination = ${id} and kind = 'create'
    order by rank, id limit ${limit}`)
  return rows.map(({ issueId }) => issueId)
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
