import { sql } from 'drizzle-orm'
import { accounts, destinations, issues, jobs, unfiledFindings } from '../../schema/index.ts'
import type { Db } from '../../store.ts'

/** Rows that are counted of one account and state: beyond that a number is "at least". */
const most = 10_000
const openStates = ['waiting', 'ready', 'running', 'failed']

/** Open jobs of one account, kind and state. `since` is when the oldest was made, in epoch milliseconds. */
export interface JobCount {
  readonly account: string
  readonly kind: string
  readonly state: string
  readonly count: number
  readonly since: number
}

/** How many jobs are open, by account, kind and state. Each state has an index, so done jobs are not read. */
export async function countJobs(db: Db, ids: readonly string[]): Promise<JobCount[]> {
  const list = JSON.stringify(ids)
  const parts = openStates.map((state) => {
    // The index of waiting jobs has the pace between account and time.
    const paced = state === 'waiting' ? sql`and j.paced in (0, 1)` : sql``
    return sql`select i.value as account, j.kind as kind, ${sql.raw(`'${state}'`)} as state, j.created_at as at
      from json_each(${list}) i join ${jobs} j on j.account = i.value and j.state = ${sql.raw(`'${state}'`)} ${paced}`
  })
  const counts = await Promise.all(
    parts.map((part) =>
      db.query.all<JobCount>(sql`select account, kind, state, count(*) as count, min(at) as since
        from (${part} limit ${most}) group by account, kind, state`),
    ),
  )
  return counts.flat()
}

/** A poll: when it is due, and since when it fails; epoch milliseconds. */
export interface PollRow {
  readonly destination: string
  readonly dueAt: number | null
  readonly failingSince: number | null
}

/** The polls of up to a thousand destinations. */
export function listPolls(db: Db): Promise<PollRow[]> {
  return db.query.all<PollRow>(sql`select destination, due_at as dueAt, failing_since as failingSince
    from ${jobs} where id >= 'poll:' and id < 'poll;' limit 1000`)
}

/** How many accounts and destinations are paused, and how many findings wait for a route. */
export async function countStandstills(
  db: Db,
): Promise<{ accounts: number; destinations: number; unrouted: number }> {
  const [row] = await db.query.all<{ accounts: number; destinations: number; unrouted: number }>(
    sql`select
      (select count(*) from ${accounts} where id > '' and paused_at is not null) as accounts,
      (select count(*) from ${destinations} where id > '' and paused_at is not null) as destinations,
      (select count(*) from (select 1 from ${unfiledFindings} where waits = 1 and source > '' limit ${most})) as unrouted`,
  )
  return row ?? { accounts: 0, destinations: 0, unrouted: 0 }
}

/** Findings of a source that are not filed: what they wait for, or that they were refused. */
export interface UnfiledCount {
  readonly source: string
  readonly outcome: 'waiting' | 'failed' | 'without_route'
  readonly count: number
}

/** How many findings are not filed, by source: up to 1,000 of each state of each account, as each is looked up. */
export function countUnfiled(db: Db, ids: readonly string[]): Promise<UnfiledCount[]> {
  const list = JSON.stringify(ids)
  const parts = openStates.map((state) => {
    const paced = state === 'waiting' ? sql`and j.paced in (0, 1)` : sql``
    const outcome = sql.raw(state === 'failed' ? `'failed'` : `'waiting'`)
    return sql`select * from (select j.issue_id as issue, ${outcome} as outcome
      from json_each(${list}) i join ${jobs} j on j.account = i.value and j.state = ${sql.raw(`'${state}'`)} ${paced}
      where j.kind = 'create' limit 1000)`
  })
  const waiting = sql`select source, 'without_route' as outcome from ${unfiledFindings}
    where waits = 1 and source > '' limit ${most}`
  return db.query.all<UnfiledCount>(sql`select source, outcome, count(*) as count from (
      select f.source as source, u.outcome as outcome
        from (${sql.join(parts, sql` union all `)}) u join ${issues} f on f.id = u.issue
      union all select * from (${waiting}))
    group by source, outcome`)
}
