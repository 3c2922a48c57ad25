import { sql } from 'drizzle-orm'
import { value } from '../../fixed.ts'
import { jobs } from '../../schema/index.ts'
import type { Statement } from '../../store.ts'

/** How long a claim lasts, in milliseconds. */
export const leaseMs = 20_000

/** How long all calls of an attempt may take together, in milliseconds. */
export const attemptMs = leaseMs / 2

/** A job whose process died this often is given up: it may be what ends the process. */
const maxLostLeases = 3

/** Makes paced jobs of an account ready that waited for their time. */
export function promoteDue(account: string, now: number): Statement {
  return { build: promote, values: { account, now } }
}

const promote = () => sql`update ${jobs} set state = 'ready', due_at = null
  where account = ${value('account')} and state = 'waiting' and paced = 1 and due_at <= ${value('now')}`

/** Whose leases to free. */
export interface LostLeases {
  readonly account: string
  readonly settleMs: number
  readonly now: number
  /** Those too whose lease has not run out. */
  readonly all?: boolean
}

/**
 * Gives back jobs whose worker died: their outcome is unknown, so they wait until a look-up can be believed, `settleMs`
 * after the last moment at which they may have written; at once if it is zero. The third time the job is given up, and what waits behind it goes on.
 */
export function freeLeases(lost: LostLeases): [Statement, Statement] {
  const { account, settleMs, now, all = false } = lost
  const until = all ? Number.MAX_SAFE_INTEGER : now
  const sent = settleMs > 0 ? attemptMs : 0
  const values = { account, until, settle: sent + settleMs - leaseMs }
  return [
    { build: releaseBehind, values },
    { build: free, values },
  ]
}

const givenUp = sql.raw(`paced and lost_leases + 1 >= ${maxLostLeases}`)
const free = () => sql`update ${jobs} set
    state = case when ${givenUp} then 'failed' else 'waiting' end,
    error = case when ${givenUp}
      then 'The process ended or ran out of time three times while it did this job. Redrive it once the cause is mended.'
      else error end,
    due_at = case when not (${givenUp}) then lease_until + ${value('settle')} end,
    outcome_unknown = 1, lease_until = null, version = version + 1, lost_leases = lost_leases + 1
  where account = ${value('account')} and state = 'running' and lease_until <= ${value('until')}`

/** Releases the jobs that wait behind those about to be given up. Only running jobs are read, so failed ones cost nothing. */
const releaseBehind =
  () => sql`update ${jobs} set state = 'ready' where state = 'waiting' and due_at is null and id in (
    select (select min(w.id) from ${jobs} w
      where w.issue_id = f.issue_id and w.account = f.account and w.state = 'waiting' and w.due_at is null)
    from ${jobs} f where f.account = ${value('account')} and f.state = 'running' and f.lease_until <= ${value('until')}
      and f.paced and f.lost_leases + 1 >= ${sql.raw(String(maxLostLeases))} and f.kind <> 'create'
      and not exists (select 1 from ${jobs} o
        where o.issue_id = f.issue_id and o.account = f.account and o.id <> f.id
          and (o.state in ('ready', 'running') or (o.state = 'waiting' and o.due_at is not null))))`

/**
 * For a store made of a backup: an open job of an issue may have been done after the backup was made, so its next attempt
 * looks in the tracker first.
 */
export function doubtOpenJobs(): Statement {
  return sql`update ${jobs}
    set outcome_unknown = 1, first_attempt_at = coalesce(first_attempt_at, created_at)
    where issue_id is not null and state <> 'done'`
}
