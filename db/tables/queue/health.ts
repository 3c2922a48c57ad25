import { sql } from 'drizzle-orm'
import { accounts, destinations, jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'

/** Something that keeps findings from their trackers. `since` is epoch milliseconds. */
export interface Trouble {
  readonly account: string
  readonly count: number
  readonly since: number | null
  /** The newest error among them. */
  readonly error: string | null
}

/** Jobs that were refused for good, by account. A fetch that failed is left out: the scanner asks for it again. */
export function failedJobs(db: Db): Promise<Trouble[]> {
  return db.query.all<Trouble>(sql`select account, count(*) as count, min(failing_since) as since,
      (select n.error from ${jobs} n where n.account = f.account and n.state = 'failed' and n.kind <> 'fetch'
        order by n.id desc limit 1) as error
    from ${jobs} f where state = 'failed' and account > '' and kind <> 'fetch' group by account`)
}

/** Polls that have failed since before `before`, by destination. */
export function failingPolls(
  db: Db,
  before: number,
): Promise<(Trouble & { destination: string })[]> {
  return db.query.all(sql`select account, destination, 1 as count, failing_since as since, error
    from ${jobs} where id >= 'poll:' and id < 'poll;' and failing_since < ${before} limit 20`)
}

/** Jobs that could have started before `before` and did not, by account: not those that wait for a pause or the pace. */
export async function overdueJobs(
  db: Db,
  ids: readonly string[],
  before: number,
): Promise<Trouble[]> {
  const late = sql`select j.due_at as since from ${jobs} j left join ${destinations} d on d.id = j.destination
    where j.account = i.value and j.state = 'waiting' and j.paced in (0, 1) and j.due_at < ${before} and d.paused_at is null`
  const idle = sql`select max(a.next_write_at, j.created_at) as since from ${destinations} d
    cross join ${jobs} j on j.account = i.value and j.state = 'ready' and j.destination = d.id
    where d.id >= i.value || ':' and d.id < i.value || ';' and d.paused_at is null and j.created_at < ${before} and a.next_write_at < ${before}
      and not exists (select 1 from ${jobs} r where r.account = i.value and r.state = 'running')`
  const both = sql`(select * from (${late} limit 1000) union all select * from (${idle} limit 1000))`
  const rows =
    await db.query.all<Trouble>(sql`select i.value as account, (select count(since) from ${both}) as count,
      (select min(since) from ${both}) as since, null as error
    from json_each(${JSON.stringify(ids)}) i join ${accounts} a on a.id = i.value where a.paused_at is null`)
  return rows.filter(({ count }) => count > 0)
}

/** Accounts with work that are not among those that are set up. */
export async function orphanedJobs(db: Db, ids: readonly string[]): Promise<Trouble[]> {
  // The plus keeps SQLite from walking the index of all issues' jobs.
  const work = sql`select j.created_at as at from ${jobs} j where j.account = a.id and +j.issue_id is not null`
  const open = sql`(select * from (${work} and j.state = 'ready' limit 1000)
    union all select * from (${work} and j.state = 'waiting' and j.paced = 1 limit 1000))`
  const rows =
    await db.query.all<Trouble>(sql`select id as account, (select count(at) from ${open}) as count,
      (select min(at) from ${open}) as since, null as error
    from ${accounts} a where a.id > '' and a.id not in (select value from json_each(${JSON.stringify(ids)}))`)
  return rows.filter(({ count }) => count > 0)
}

/** A place that is paused: an account, or one destination of it. */
export interface PausedPlace {
  readonly account: string
  readonly destination: string | null
}

/** How many jobs wait for each of these places, in their order; 1,000 stands for more. */
export async function waitingAt(db: Db, places: readonly PausedPlace[]): Promise<number[]> {
  if (places.length === 0) return []
  const rows = await db.query.all<{ count: number }>(sql`select (select count(*) from (
      select 1 from ${jobs} j where j.account = p.value ->> '$.account' and j.state = 'ready'
        and j.destination >= coalesce(p.value ->> '$.destination', '')
        and j.destination <= coalesce(p.value ->> '$.destination', char(1114111))
        and +j.issue_id is not null limit 1000)) as count
    from json_each(${JSON.stringify(places)}) p order by p.key`)
  return rows.map(({ count }) => count)
}
