import type { SQL } from 'drizzle-orm'
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import type * as schema from './schema/index.ts'

/** A write that has been built but not run: anything drizzle's builders make, `sql` text, or a fixed statement with its values. */
export type Statement = SQL | { getSQL(): SQL } | Filled

/** Values for the placeholders of a fixed statement, by name. */
export type Values = Readonly<Record<string, unknown>>

/** Builds a fixed statement: a constant of its file. Each store calls it once, so no text is made in a hot path. */
export type Build = (query: Db['query']) => SQL | { getSQL(): SQL; prepare(): unknown }

/** The same of a statement that returns rows. */
export type BuildRows<Row> = (
  query: Db['query'],
) => SQL<Row> | { getSQL(): SQL; prepare(): PreparedRows<Row> }

/** The part of drizzle's prepared queries that stores use. */
export interface PreparedRows<Row> {
  all(values: Record<string, unknown>): Promise<Row[]>
  /** Turns what a batch of D1 brought into the rows of this statement. */
  mapResult(result: unknown, isOfBatch: true): unknown
}

/** A fixed statement that returns rows, with its values. */
export interface Asked<Row> {
  readonly build: BuildRows<Row>
  readonly values: Values
}

/** A fixed write with its values. */
interface Filled {
  readonly build: Build
  readonly values: Values
}

/**
 * Contents of files, apart from the rows about them: a row of D1 may have 2 MB. A content is put before the write that
 * refers to it and deleted after the last such write, so that a crash leaves at most a file that is never used.
 */
export interface Files {
  /** Keeps a content, in standard Base64. */
  put(key: string, base64: string): Promise<void>
  /** The content, or null if there is none. */
  get(key: string): Promise<string | null>
  delete(key: string): Promise<void>
}

/** What Lockstep needs of a database: drizzle's query surface, one atomic write, and a place for files. */
export interface Db {
  readonly query: BaseSQLiteDatabase<'async', unknown, typeof schema>
  /** Runs a fixed statement and returns its rows. */
  rows<Row>(build: BuildRows<Row>, values: Values): Promise<Row[]>
  /** Runs one fixed statement after another, in one call and with nothing in between, and returns the rows of each. */
  rowsOfBoth<First, Second>(
    first: Asked<First>,
    second: Asked<Second>,
  ): Promise<readonly [First[], Second[]]>
  /**
   * Runs every statement in order, or none of them; does nothing without statements. No statement can read another's
   * result: choose ids beforehand. Throws ConflictError if a guard failed, else what the database throws, after rolling back.
   */
  atomic(statements: readonly Statement[]): Promise<void>
  /** As `atomic`, and returns the rows of a fixed statement that is run after them, in the same call. */
  atomicThen<Row>(statements: readonly Statement[], asked: Asked<Row>): Promise<Row[]>
  readonly files: Files
  /** The size of the store; null if the database does not say. */
  bytes(): Promise<number | null>
  /** Whether the schema is older than this version's, so that nothing may be written. */
  isBehind(): Promise<boolean>
}
