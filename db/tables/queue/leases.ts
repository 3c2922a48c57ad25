import { sql } from 'drizzle-orm'
import { jobs } from '../../schema/index.ts'
import type { Statement } from '../../store.ts'

/** How long a claim lasts, in milliseconds: an attempt gets half of it. */
export const leaseMs = 20_000

/** A job whose process died this often is given up: it may be what ends the process. */
const maxLostLeases = 3

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
