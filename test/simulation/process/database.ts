import { join } from 'node:path'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import journal from '../../../db/migrations/meta/_journal.json' with { type: 'json' }

/** A statement and its parameters. */
export interface Query {
  readonly text: string
  readonly params: readonly unknown[]
}

/** SQLite in memory, which outlives the processes that use it. */
export interface SharedDatabase {
  all(query: Query): Record<string, unknown>[]
  lists(query: Query): unknown[][]
  /** All or none. */
  batch(queries: readonly Query[]): void
  /** Empties every table. */
  clear(): void
}

const migrationsFolder = join(import.meta.dirname, '../../../db/migrations')
let open: SharedDatabase | null = null

/** The one database of this process, empty. Each world takes it anew: making one takes longer than living in it. */
export function emptyDatabase(): SharedDatabase {
  open ??= openDatabase()
  open.clear()
  return open
}

function openDatabase(): SharedDatabase {
  const client = new Database(':memory:')
  migrate(drizzle(client), { migrationsFolder })
  const listed = client.prepare("select name from sqlite_schema where type = 'table'").pluck()
  const tables = listed.all().filter((name) => !/^(sqlite_|__drizzle)/.test(String(name)))
  client.exec('create table d1_migrations (name text)')
  const { tag } = journal.entries.at(-1) ?? { tag: '' }
  client.prepare('insert into d1_migrations values (?)').run(`${tag}.sql`)
  const plain = prepared((text) => client.prepare(text))
  const raw = prepared((text) => client.prepare(text).raw())
  return {
    all: ({ text, params }) => rowsOf(plain(text), params) as Record<string, unknown>[],
    lists: ({ text, params }) => {
      const statement = plain(text)
      return (
        statement.reader ? raw(text).all(...params) : rowsOf(statement, params)
      ) as unknown[][]
    },
    batch: client.transaction((queries: readonly Query[]) => {
      for (const { text, params } of queries) rowsOf(plain(text), params)
    }),
    clear() {
      for (const table of tables) client.exec(`delete from ${table}`)
    },
  }
}

function rowsOf(statement: Database.Statement, params: readonly unknown[]): unknown[] {
  if (statement.reader) return statement.all(...params)
  statement.run(...params)
  return []
}

function prepared(make: (text: string) => Database.Statement) {
  const kept = new Map<string, Database.Statement>()
  return (text: string): Database.Statement => {
    const known = kept.get(text) ?? make(text)
    kept.set(text, known)
    return known
  }
}
