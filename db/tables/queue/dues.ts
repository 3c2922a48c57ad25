import { sql } from 'drizzle-orm'
import { accounts, destinations, jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import { heads, isFree } from './free-work.ts'

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
