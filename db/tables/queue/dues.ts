import { sql } from 'drizzle-orm'
import { value } from '../../fixed.ts'
import { accounts, destinations, jobs } from '../../schema/index.ts'
import type { Asked, Db } from '../../store.ts'
import { heads, isFree } from './free-work.ts'

/** When an account's next paced and unpaced jobs may be claimed, in epoch milliseconds; null for none. */
export interface Dues {
  readonly id: string
  readonly paced: number | null
  readonly unpaced: number | null
}

/**
 * The query for the dues of these accounts. What waits for a pause is not due; a lease that runs out is. Unpaced jobs that
 * are due after `unpacedUntil` are left out.
 */
export function duesOf(
  ids: readonly string[],
  unpacedUntil = Number.MAX_SAFE_INTEGER,
): Asked<Dues> {
  return { build: dues, values: { ids: JSON.stringify(ids), unpacedUntil } }
}

/** Those dues. */
export function nextDues(db: Db, ...asked: Parameters<typeof duesOf>): Promise<Dues[]> {
  const { build, values } = duesOf(...asked)
  return db.rows(build, values)
}

const dues = () => {
  const mine = sql.raw(`i.value`)
  const never = sql.raw(String(Number.MAX_SAFE_INTEGER))
  const timed = sql`select min(j.due_at) from ${jobs} j where j.account = ${mine} and j.state = 'waiting'`
  const free = sql`heads join ${destinations} d on d.id = heads.destination
    where d.paused_at is null and d.cursor is not null`
  const ready = sql`exists (with recursive ${heads(mine)} select 1 from ${free})`
  const rank = sql`select min(n.rank) from ${jobs} n
    where n.account = ${mine} and n.state = 'ready' and n.destination = heads.destination`
  const urgent = sql`with recursive ${heads(mine)}
    select max(a.next_write_at, min(a.urgent_until, min((${rank})))) from ${free}`
  const lease = sql`select min(r.lease_until) from ${jobs} r where r.account = ${mine} and r.state = 'running'`
  const waits = sql`max(coalesce((${timed} and j.paced = 1), ${never}), a.next_write_at)`
  const writes = sql`case when a.paused_at is not null then ${never}
    when a.urgent_until > a.next_write_at then min(coalesce((${urgent}), ${never}), coalesce(${waits}, ${never}))
    when ${ready} then a.next_write_at else coalesce(${waits}, ${never}) end`
  return sql<Dues>`select i.value as id,
      nullif(min(${writes}, coalesce((${lease}), ${never})), ${never}) as paced,
      (${timed} and j.paced = 0 and j.due_at <= ${value('unpacedUntil')} and ${isFree}) as unpaced
    from json_each(${value('ids')}) i left join ${accounts} a on a.id = i.value`
}
