import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import type { Db } from './db.ts'
import * as schema from './schema.ts'

/** Opens a database file (or `:memory:`), creating it and bringing its schema up to date. */
export function openSqlite(path: string): Db & { close(): void } {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const client = new Database(path)
  client.pragma('journal_mode = WAL')
  // FULL, because an answer of 201 is a promise: the finding is on the disk.
  client.pragma('synchronous = FULL')
  client.pragma('busy_timeout = 5000')
  const query = drizzle(client, { schema, casing: 'snake_case' })
  migrate(query, { migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) })
  return {
    // The synchronous driver's builders are thenable: awaiting them works as on D1.
    query: query as unknown as Db['query'],
    async atomic(statements) {
      client.transaction(() => {
        for (const statement of statements) query.run(statement.getSQL())
      })()
    },
    close: () => client.close(),
  }
}
