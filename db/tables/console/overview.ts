import { asc, gt, sql } from 'drizzle-orm'
import { accounts, destinations, issues, unfiledFindings } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import { idAt } from '../purge.ts'
import type { AccountRow } from '../queue/accounts.ts'
import type { Destination } from '../queue/destinations.ts'
import { windowRows } from './window.ts'

/** Accounts and destinations that one page shows at most. */
const most = 500

/** How many findings came in each span between two of these times, up to 5,000: ids sort by the time they were made. */
export async function findingsBetween(db: Db, times: readonly number[]): Promise<number[]> {
  const spans = times.slice(1).map((to, at) => [idAt(times[at] ?? 0), idAt(to)])
  // One list instead of a query for each span: D1 takes five of those in one statement.
  const rows = await db.query.all<{ count: number }>(sql`select (select count(*) from (
      select 1 from ${issues} where ${issues.id} >= span.value ->> 0 and ${issues.id} < span.value ->> 1 limit ${windowRows})) as count
    from json_each(${JSON.stringify(spans)}) span`)
  return rows.map(({ count }) => count)
}

/** How many findings wait for a route, up to 1,000. */
export async function countWaitingForRoute(db: Db): Promise<number> {
  const [row] = await db.query.all<{ count: number }>(sql`select count(*) as count from (
    select 1 from ${unfiledFindings} where waits = 1 and source > '' limit 1000)`)
  return row?.count ?? 0
}

/** All accounts that have had work, by name. */
export function listAccounts(db: Db): Promise<AccountRow[]> {
  return db.query
    .select()
    .from(accounts)
    .where(gt(accounts.id, ''))
    .orderBy(asc(accounts.id))
    .limit(most)
}

/** Destinations after the id `after`, by name. */
export function listDestinations(db: Db, after = ''): Promise<Destination[]> {
  return db.query
    .select()
    .from(destinations)
    .where(gt(destinations.id, after))
    .orderBy(asc(destinations.id))
    .limit(most)
}

/** The named jobs of the console's accounts page, such as polls and checks, by their ids. */
export async function namedJobs(
  db: Db,
  prefix: string,
): Promise<
  {
    id: string
    state: string
    dueAt: number | null
    error: string | null
    failingSince: number | null
  }[]
> {
  return db.query.all(sql`select id, state, due_at as "dueAt", error, failing_since as "failingSince"
    from jobs where id >= ${`${prefix}:`} and id < ${`${prefix};`} limit ${most * 2}`)
}
