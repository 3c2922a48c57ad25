import { type SQL, sql } from 'drizzle-orm'
import { accounts } from '../../schema/index.ts'
import type { Statement } from '../../store.ts'

const minuteMs = 60_000
const minutesPerHour = 60
/** This part of an hour's writes is kept for urgent jobs, so that these need not wait until the hour is over. */
const keptForUrgent = 1 / 25

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
 * the last hour are remembered by minute. When the hour is nearly full, only urgent jobs go on. The database computes it, as several attempts may end at once.
 */
export function chargeAccount(spent: Spent): Statement {
  const { account, destination, lastWriteAt, writes, everyMs, perHour, notBefore } = spent
  const usual = Math.ceil(perHour * (1 - keptForUrgent))
  return sql`update ${accounts} set (recent_writes, next_write_at, urgent_until) = (
      with spent(recent) as materialized (select ${recentWrites(spent)})
      select recent, max(next_write_at, max(next_write_at, ${lastWriteAt}) + ${everyMs * writes}, ${notBefore ?? 0},
        ${fullUntil(spent, perHour)}), max(urgent_until, ${fullUntil(spent, usual)}) from spent),
    limited = case when ${notBefore} is null then 0 else limited + 1 end,
    turns = turns + 1, last_destination = ${destination}
    where id = ${account}`
}

/** The counts of the last hour, with this attempt's, and their total: only at a new minute all of them are read. */
function recentWrites({ now, writes, perHour }: Spent): SQL {
  const minute = Math.floor(now / minuteMs)
  const path = `$."${minute}"`
  const counted = (at: string) => sql`json_extract(recent_writes, ${at})`
  return sql`case when ${perHour > 0 && writes > 0 ? 1 : 0} = 0 then recent_writes
    when ${counted(path)} is not null and ${counted('$.total')} is not null
      then json_set(recent_writes, ${path}, ${counted(path)} + ${writes}, '$.total', ${counted('$.total')} + ${writes})
    else (select json_set(json_group_object(key, value), ${path}, coalesce(${counted(path)}, 0) + ${writes},
        '$.total', coalesce(sum(value), 0) + ${writes})
      from json_each(recent_writes) where key <> 'total' and cast(key as integer) >= ${minute - minutesPerHour})
    end`
}

/** When the oldest minute is an hour ago, if the hour has `most` writes or more; else 0. */
function fullUntil({ writes, perHour }: Spent, most: number): SQL {
  return sql`case when ${perHour > 0 && writes > 0 ? 1 : 0} = 1 and json_extract(recent, '$.total') >= ${most}
    then (select (min(cast(key as integer)) + ${minutesPerHour + 1}) * ${minuteMs} from json_each(recent) where key <> 'total')
    else 0 end`
}
