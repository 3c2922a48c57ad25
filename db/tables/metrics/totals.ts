import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { accounts, attempts, inbox, issues, jobs } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import { readSetting, setSetting } from '../settings.ts'

const names = ['messages', 'findings', 'attempts'] as const
/** The name of a total. */
type TotalName = (typeof names)[number]

/** What is counted: rows by some of their columns. */
const counted: Readonly<Record<TotalName, { readonly table: SQL; readonly by: SQL }>> = {
  messages: { table: sql`${inbox} t`, by: sql`t.source, t.outcome` },
  findings: { table: sql`${issues} t`, by: sql`t.source, t.account` },
  attempts: {
    table: sql`${attempts} t left join ${jobs} j on j.id = t.job_id`,
    by: sql`t.account, t.outcome, coalesce(j.paced, 0)`,
  },
}

const Counts = z.record(z.string(), z.number())
const Total = z.object({ after: z.string(), counts: Counts })
const Totals = z.partialRecord(z.enum(names), Total)
/** How many rows there have ever been, by their columns as JSON, and up to which id they are counted. */
export type Totals = z.infer<typeof Totals>

/** In the place of an outcome: all paced attempts of an account. */
export const allTries = 'all'

const key = 'totals'
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
      const total = kept[name] ?? { after: '', counts: {} }
      const rows = await countAfter(db, name, { after: total.after, before })
      return [name, addUp(total, rows)] as const
    }),
  )
  return Object.fromEntries(more)
}

/** One group of rows, and the last id in it; empty for a number that is a sum already. */
interface Group {
  readonly names: string
  readonly count: number
  readonly last: string
}

function addUp({ after, counts }: z.infer<typeof Total>, rows: readonly Group[]) {
  const sums = rows.map(({ names: of, count, last }) => {
    const before = last === '' ? 0 : (counts[of] ?? 0)
    return [of, before + count] as const
  })
  const last = [after, ...rows.map((row) => row.last)].sort().at(-1) ?? after
  return { after: last, counts: { ...counts, ...Object.fromEntries(sums) } }
}

/**
 * Groups the rows after an id. An attempt that did its job has no row: each account counts its paced attempts, which is read
 * in the same statement, so that the difference never shrinks.
 */
function countAfter(
  db: Db,
  name: TotalName,
  { after, before }: { readonly after: string; readonly before: string },
): Promise<Group[]> {
  const { table, by } = counted[name]
  const groups = sql`select of as names, count(*) as count, max(id) as last from (
      select t.id as id, json_array(${by}) as of from ${table}
      where t.id > ${after} and t.id < ${before} order by t.id limit ${slice}) group by of`
  const tries = sql`select json_array(id, ${allTries}) as names, turns as count, '' as last from ${accounts} where id > '' and turns > 0`
  return db.query.all<Group>(name === 'attempts' ? sql`${groups} union all ${tries}` : groups)
}

/** The smallest UUIDv7 of a time. */
function idAt(time: number): string {
  const hex = Math.max(0, Math.floor(time)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
