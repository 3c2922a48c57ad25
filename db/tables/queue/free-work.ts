import { type SQL, sql } from 'drizzle-orm'
import { jobs } from '../../schema/index.ts'

/** Neither its account nor its destination is paused; a job without a destination ends pauses. */
export const isFree = sql.raw(`(j.destination is null or not (
    exists (select 1 from accounts a where a.id = j.account and a.paused_at is not null)
    or exists (select 1 from destinations d where d.id = j.destination and d.paused_at is not null)))`)

/** The destinations in which the account has ready jobs, found without reading the jobs in between. */
export function heads(account: string | SQL): SQL {
  const first = sql`select min(h.destination) from ${jobs} h where h.account = ${account} and h.state = 'ready'`
  return sql`heads(destination) as (${first} union all
    select (${first} and h.destination > heads.destination) from heads where heads.destination is not null)`
}
