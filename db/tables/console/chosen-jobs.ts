import { and, eq, type SQL, sql } from 'drizzle-orm'
import { jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import { given, windowRows } from './window.ts'

/** The choice of jobs; an empty field matches everything. */
export interface JobChoice {
  readonly account: string
  readonly kind: string
  readonly destination: string
  /** Words of the error. */
  readonly error: string
}

/** What redriving the chosen failed jobs would do: how many of each kind, account and error. */
export function failedByCause(
  db: Db,
  choice: JobChoice,
): Promise<{ account: string; kind: string; error: string | null; count: number }[]> {
  const part = sql`select account, kind, error from ${jobs}
    where ${sql.join(chosen('failed', choice), sql` and `)} limit ${windowRows}`
  return db.query.all(sql`select account, kind, error, count(*) as count from (${part})
    group by account, kind, error order by count desc, account, kind limit 100`)
}

/** The ids of up to 500 chosen failed jobs. */
export async function failedIds(db: Db, choice: JobChoice): Promise<string[]> {
  const found = await db.query
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(...chosen('failed', choice)))
    .limit(500)
  return found.map(({ id }) => id)
}

/** The conditions of a choice among the jobs of one state. */
export function chosen(state: string, { account, kind, destination, error }: JobChoice): SQL[] {
  return given([
    stateIs(state),
    account ? eq(jobs.account, account) : sql`${jobs.account} > ''`,
    kind && eq(jobs.kind, kind),
    destination && eq(jobs.destination, destination),
    error && sql`instr(lower(${jobs.error}), ${error.toLowerCase()}) > 0`,
  ])
}

/** A partial index is used only if its condition stands in the text. */
export function stateIs(state: string): SQL {
  return sql.raw(`state = '${state}'`)
}
