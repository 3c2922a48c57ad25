import type { SQL } from 'drizzle-orm'
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import type * as schema from './schema.ts'

/** A write that has been built but not run: anything drizzle's builders make, or `sql` text. */
export type Statement = SQL | { getSQL(): SQL }

/** What Lockstep needs of a database: drizzle's query surface, and one atomic write. */
export interface Db {
  readonly query: BaseSQLiteDatabase<'async', unknown, typeof schema>
  /**
   * Runs every statement in order, or none of them. No statement can read another's result: choose ids beforehand.
   * Throws what the database throws, after rolling back.
   */
  atomic(statements: readonly [Statement, ...Statement[]]): Promise<void>
}
