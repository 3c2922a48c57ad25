import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { attempts, inbox, issues } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import { readSetting, setSetting } from '../settings.ts'

/** What is counted: rows by two of their columns. */
const counted = {
  attempts: { table: attempts, by: sql`account, outcome` },
  messages: { table: inbox, by: sql`source, outcome` },
  findings: { table: issues, by: sql`source, account` },
} as const
/** The name of a total. */
export type TotalName = keyof typeof counted

const Counts = z.record(z.string(), z.number())
const Total = z.object({ after: z.string(), counts: Counts })
const Totals = z.partialRecord(z.enum(['attempts', 'messages', 'findings']), Total)
/** How many rows there have ever been, by two columns as JSON, and up to which id they are counted. */
export type Totals = z.infer<typeof Totals>

const key = 'totals'
const names = Object.keys(counted) as TotalName[]
/** Rows that are counted at a time. */
const slice = 5000
/** A row is written soon after its id is made, in milliseconds: younger ones are counted next time. */
const settledMs = 60_000

/**
 * Adds up the rows that came since the last time, and returns what keeps the sums. Ids sort by time, so each row is counted
 * once, and never again once it is deleted.
 */
export async function addToTotals(db: Db, now: number): Promise<Statement[]> {
  const kept = await readKept(db)
  const next = await countMore(db, kept, idAt(now - settledMs))
  return JSON.stringify(next) === JSON.stringify(kept)
    ? []
    : [setSetting(db, key, JSON.stringify(next))]
}

/** The sums up to now, as of at most 5,000 rows beyond those that were added up. */
export async function readTotals(db: Db): Promise<Totals> {
  return countMore(db, await readKept(db), '~')
}

async function readKept(db: Db): Promise<Totals> {
  return Totals.parse(JSON.parse((await readSetting(db, key)) ?? '{}'))
}

async function countMore(db: Db, kept: Totals, before: string): Promise<Totals> {
  const more = await Promise.all(
    names.map(async (name) => {
      const { after, counts } = kept[name] ?? { after: '', counts: {} }
      const { table, by } = counted[name]
      return [name, await countAfter(db, { table, by, after, before, counts })] as const
    }),
  )
  return Object.fromEntries(more)
}

interface Asked {
  readonly table: (typeof counted)[TotalName]['table']
  readonly by: SQL
  readonly after: string
  readonly before: string
  readonly counts: Readonly<Record<string, number>>
}

async function countAfter(db: Db, { table, by, after, before, counts }: Asked) {
  const rows = await db.query.all<{ names: string; count: number; last: string }>(sql`
    select json_array(${by}) as names, count(*) as count, max(id) as last
    from (select id, ${by} from ${table} where id > ${after} and id < ${before} order by id limit ${slice})
    group by ${by}`)
  const sums = rows.map(({ names: of, count }) => [of, (counts[of] ?? 0) + count] as const)
  const last = [after, ...rows.map((row) => row.last)].sort().at(-1) ?? after
  return { after: last, counts: { ...counts, ...Object.fromEntries(sums) } }
}

/** The smallest UUIDv7 of a time. */
function idAt(time: number): string {
  const hex = Math.max(0, Math.floor(time)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
