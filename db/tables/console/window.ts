import { type SQL, sql } from 'drizzle-orm'
import type { inbox, issues, jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'

/** Rows that one query of a list reads at most; the next page goes on from there. */
export const windowRows = 5000

/** Above every id: a list begins at its newest row. */
export const newest = '~'

/** One page of a list, newest first. */
export interface Listed<Row> {
  readonly rows: readonly Row[]
  /** The id to go on before; null at the end. */
  readonly next: string | null
  /** Whether the look ended before the page was full. */
  readonly isCut: boolean
}

/** The page that the found rows make: one more than `limit` was asked for. `last` is the last id of a full window. */
export function pageOf<Row extends { readonly id: string }>(
  found: readonly Row[],
  limit: number,
  last: string | null,
): Listed<Row> {
  const rows = found.slice(0, limit)
  if (found.length > limit) return { rows, next: rows.at(-1)?.id ?? null, isCut: false }
  return { rows, next: last, isCut: last !== null }
}

/** The conditions that are asked for. */
export function given(conditions: readonly (SQL | undefined | false | '')[]): SQL[] {
  return conditions.filter((condition): condition is SQL => Boolean(condition))
}

/** The last id of a full window of a table's rows before the id `before`; null if the rows end within it. */
export async function endOfWindow(
  db: Db,
  table: typeof inbox | typeof issues | typeof jobs,
  before: string,
  only?: SQL,
): Promise<string | null> {
  const [last] = await db.query.all<{ id: string }>(sql`select id from ${table}
    where id < ${before} ${only ? sql`and ${only}` : sql``} order by id desc limit 1 offset ${windowRows - 1}`)
  return last?.id ?? null
}
