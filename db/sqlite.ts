import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import { throwAsConflict } from './conflict.ts'
import { type FixedStatements, keepFixed } from './fixed.ts'
import { groupCommits } from './group-commit.ts'
import { keepPrepared } from './keep-prepared.ts'
import journal from './migrations/meta/_journal.json' with { type: 'json' }
import * as schema from './schema/index.ts'
import type { Asked, Db, Statement } from './store.ts'
import { filesInRows } from './tables/files.ts'

/**
 * Pages of the log after which it is written into the file, which takes two syncs of the disk: four times as many as usual,
 * as a finding writes many pages again that another wrote before. The log is then 16 MB.
 */
const pagesInLog = 4000
/** KiB of pages that SQLite keeps; the system keeps the file's pages too. Memory must not grow with the store. */
const pagesKiB = 4000

/**
 * Opens a database file, creating it and bringing its schema up to date. `:memory:` is a new store in memory, and the bytes
 * of a serialized store are a copy of that in memory.
 */
export function openSqlite(path: string | Buffer): Db & { close(): void } {
  if (typeof path === 'string' && path !== ':memory:') makePrivate(path)
  const client = new Database(path, { timeout: 5000 })
  client.pragma('journal_mode = WAL')
  // FULL, because an answer of 201 is a promise: the finding is on the disk.
  client.pragma('synchronous = FULL')
  client.pragma(`cache_size = -${pagesKiB}`)
  client.pragma(`wal_autocheckpoint = ${pagesInLog}`)
  bringUpToDate(client)
  const prepare = keepPrepared((text) => client.prepare(text))
  const query = drizzle(client, { schema, casing: 'snake_case' })
  // The synchronous driver's builders are thenable: awaiting them works as on D1.
  const awaited = query as unknown as Db['query']
  const fixed = keepFixed(awaited, new SQLiteSyncDialect({ casing: 'snake_case' }))
  const run = (queries: readonly BoundQuery[]) => {
    for (const { sql, params } of queries) prepare(sql).run(...params)
  }
  const commits = groupCommits(client, run, setImmediate)
  const rowsOf = async <Row>({ build, values }: Asked<Row>) => {
    const { text, fill, prepared } = fixed.rowsOf(build)
    return (await (prepared?.all(values) ?? prepare(text).all(...fill(values)))) as Row[]
  }
  const atomic = async (statements: readonly Statement[]) => {
    if (statements.length > 0)
      await commits.add(statements.map(fixed.queryOf)).catch(throwAsConflict)
  }
  return {
    query: awaited,
    files: filesInRows(awaited),
    bytes: async () =>
      Number(client.pragma('page_count', { simple: true })) *
      Number(client.pragma('page_size', { simple: true })),
    // Brought up to date above.
    isBehind: async () => false,
    rows: (build, values) => rowsOf({ build, values }),
    // Each is run before anything is awaited.
    rowsOfBoth: (first, second) => Promise.all([rowsOf(first), rowsOf(second)]),
    atomic,
    atomicThen: (statements, asked) => atomic(statements).then(() => rowsOf(asked)),
    close() {
      commits.flush()
      client.close()
    },
  }
}

type BoundQuery = ReturnType<FixedStatements['queryOf']>

/** Reads the migrations only if one is missing. A store of a newer version has a migration that we lack. */
function bringUpToDate(client: Database.Database): void {
  const newest = journal.entries.at(-1)?.when ?? 0
  const folder = fileURLToPath(new URL('./migrations', import.meta.url))
  if (newestIn(client) < newest) migrate(drizzle(client), { migrationsFolder: folder })
  if (newestIn(client) <= newest) return
  client.close()
  throw new Error(
    'a newer version of Lockstep has used it. Start that version, or restore the backup that was made before the upgrade',
  )
}

/** The migrations that a store has had are rows that drizzle keeps; a new store has no such table. */
function newestIn(client: Database.Database): number {
  const table = '__drizzle_migrations'
  const known = client.prepare('select 1 from sqlite_master where name = ?').get(table)
  return known ? Number(client.prepare(`select max(created_at) from ${table}`).pluck().get()) : 0
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
