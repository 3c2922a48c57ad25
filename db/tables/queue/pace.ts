import { type SQL, sql } from 'drizzle-orm'
import { value } from '../../fixed.ts'
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
  const { account, destination, lastWriteAt, writes, everyMs, perHour, notBefore, now } = spent
  const minute = Math.floor(now / minuteMs)
  const values = {
    ...{ account, destination, lastWriteAt, writes, perHour, notBefore },
    ...{ minute, path: `$."${minute}"`, wait: everyMs * writes },
    usual: Math.ceil(perHour * (1 - keptForUrgent)),
    isCounted: perHour > 0 && writes > 0 ? 1 : 0,
  }
  return { build: charge, values }
}

const charge = () => sql`update ${accounts} set (recent_writes, next_write_at, urgent_until) = (
    with spent(recent) as materialized (select ${recentWrites})
    select recent, max(next_write_at, max(next_write_at, ${value('lastWriteAt')}) + ${value('wait')},
      coalesce(${value('notBefore')}, 0), ${fullUntil('perHour')}), max(urgent_until, ${fullUntil('usual')}) from spent),
  limited = case when ${value('notBefore')} is null then 0 else limited + 1 end,
  turns = turns + 1, last_destination = ${value('destination')}
  where id = ${value('account')}`

const ofMinute = sql`json_extract(recent_writes, ${value('path')})`
const ofHour = sql.raw(`json_extract(recent_writes, '$.total')`)

/** The counts of the last hour, with this attempt's, and their total: only at a new minute all of them are read. */
const recentWrites = sql`case when ${value('isCounted')} = 0 then recent_writes
    when ${ofMinute} is not null and ${ofHour} is not null
      then json_set(recent_writes, ${value('path')}, ${ofMinute} + ${value('writes')}, '$.total', ${ofHour} + ${value('writes')})
    else (select json_set(json_group_object(key, value), ${value('path')}, coalesce(${ofMinute}, 0) + ${value('writes')},
        '$.total', coalesce(sum(value), 0) + ${value('writes')})
      from json_each(recent_writes)
      where key <> 'total' and cast(key as integer) >= ${value('minute')} - ${sql.raw(String(minutesPerHour))})
    end`

/** When the oldest minute is an hour ago, if the hour has as many writes as the value `most` says, or more; else 0. */
function fullUntil(most: 'perHour' | 'usual'): SQL {
  const hourLater = sql.raw(`(min(cast(key as integer)) + ${minutesPerHour + 1}) * ${minuteMs}`)
  return sql`case when ${value('isCounted')} = 1 and json_extract(recent, '$.total') >= ${value(most)}
    then (select ${hourLater} from json_each(recent) where key <> 'total') else 0 end`
}
