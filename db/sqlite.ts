import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import type { Db } from './db.ts'
import { filesInRows } from './files.ts'
import * as schema from './schema.ts'

/** Opens a database file (or `:memory:`), creating it and bringing its schema up to date. */
export function openSqlite(path: string): Db & { close(): void } {
  if (path !== ':memory:') makePrivate(path)
  const client = new Database(path)
  client.pragma('journal_mode = WAL')
  // FULL, because an answer of 201 is a promise: the finding is on the disk.
  client.pragma('synchronous = FULL')
  client.pragma('busy_timeout = 5000')
  const query = drizzle(client, { schema, casing: 'snake_case' })
  migrate(query, { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) })
  keepPrepared(client)
  const dialect = new SQLiteSyncDialect({ casing: 'snake_case' })
  const runAll = client.transaction((queries: readonly { sql: string; params: unknown[] }[]) => {
    for (const { sql, params } of queries) client.prepare(sql).run(...params)
  })
  // The synchronous driver's builders are thenable: awaiting them works as on D1.
  const awaited = query as unknown as Db['query']
  return {
    query: awaited,
    files: filesInRows(awaited),
    // Brought up to date above.
    isBehind: async () => false,
    async atomic(statements) {
      runAll(statements.map((statement) => dialect.sqlToQuery(statement.getSQL())))
    },
    close: () => client.close(),
  }
}

/** Lets the owner alone read the store; SQLite gives the files beside it the same mode. */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  for (const file of [path, `${path}-wal`, `${path}-shm`].filter(existsSync)) {
    try {
      chmodSync(file, 0o600)
    } catch {
      // Another user's file stays as that user shares it.
    }
  }
}

/** Prepares each text once: preparing takes longer than running, and there are only so many texts. */
function keepPrepared(client: Database.Database): void {
  const prepare = client.prepare.bind(client)
  const kept = new Map<string, Database.Statement>()
  client.prepare = ((text: string) => {
    const statement = kept.get(text) ?? prepare(text)
    kept.set(text, statement)
    return statement
  }) as typeof client.prepare
}
