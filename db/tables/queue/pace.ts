import { type SQL, sql } from 'drizzle-orm'
import { accounts } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import { updateAccount } from './accounts.ts'

const minuteMs = 60_000
const minutesPerHour = 60

/** What an attempt means for its account's pace. Times are in milliseconds. */
export interface Spent {
  readonly account: string
  readonly destination: string
  readonly lastWriteAt: number
  readonly now: number
  /** Requests that wrote. */
  readonly writes: number
  /** The shortest time between two writes, and the most in an hour; 0 for no limit. */
  readonly everyMs: number
  readonly perHour: number
  /** If the tracker said "too fast": not before this time. */
  readonly notBefore: number | null
}

/**
 * Charges an attempt to its account: the next write waits for the pace, the destination's turn is over, and the writes of
 * the last hour are remembered by minute. The database computes it, as several attempts may end at once.
 */
export function chargeAccount(db: Db, spent: Spent): Statement {
  const { account, destination, lastWriteAt, writes, everyMs, perHour, notBefore } = spent
  const recent = perHour > 0 && writes > 0 ? withWrites(spent) : sql`${accounts.recentWrites}`
  const waits = [
    sql`${accounts.nextWriteAt}`,
    sql`max(${accounts.nextWriteAt}, ${lastWriteAt}) + ${everyMs * writes}`,
    ...(notBefore === null ? [] : [sql`${notBefore}`]),
    ...(perHour > 0 && writes > 0 ? [hourIsFull(recent, perHour)] : []),
  ]
  return updateAccount(db, account, {
    nextWriteAt: sql`max(${sql.join(waits, sql`, `)})`,
    recentWrites: recent,
    limited: notBefore === null ? 0 : sql`${accounts.limited} + 1`,
    turns: sql`${accounts.turns} + 1`,
    lastDestination: destination,
  })
}

/** The counts of the last hour, with this attempt's. */
function withWrites({ now, writes }: Spent): SQL {
  const minute = Math.floor(now / minuteMs)
  return sql`(select json_group_object(minute, writes) from (
    select minute, sum(writes) as writes from (
      select key as minute, value as writes from json_each(${accounts.recentWrites})
      union all select ${String(minute)}, ${writes})
    where cast(minute as integer) >= ${minute - minutesPerHour} group by minute))`
}

/** When the oldest minute of a full hour is an hour ago; 0 if the hour is not full. */
function hourIsFull(recent: SQL, perHour: number): SQL {
  return sql`(select case when sum(value) >= ${perHour}
    then (min(cast(key as integer)) + ${minutesPerHour + 1}) * ${minuteMs} else 0 end from json_each(${recent}))`
}
