import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { openD1 } from '../../../db/d1.ts'
import journal from '../../../db/migrations/meta/_journal.json' with { type: 'json' }
import { watchCommits } from '../invariants/commits.ts'
import { type Owner, runAs } from '../world/context.ts'
import { bindBucket, bindDatabase } from './bindings.ts'

/** A statement and its parameters. */
export interface Query {
  readonly text: string
  readonly params: readonly unknown[]
}

/** What can be asked of a database. */
export interface Queries {
  all(query: Query): Record<string, unknown>[]
  lists(query: Query): unknown[][]
  /** All or none; the rows of each. */
  batch(queries: readonly Query[]): Record<string, unknown>[][]
}

/** A poll's cursor that was moved. */
export interface CursorMove {
  readonly destination: string
  readonly cursor: string
}

/** SQLite in memory, which outlives the processes that use it. */
export interface SharedDatabase extends Queries {
  /** As D1 for the processes, whichever is running: what they keep for a binding, such as texts, all worlds share. */
  readonly binding: D1Database
  /** Empties every table. */
  clear(): void
  /** Has `look` called after each commit that moved a cursor, until it is emptied. */
  onMove(look: (move: CursorMove) => void): void
}

const migrationsFolder = join(import.meta.dirname, '../../../db/migrations')
let open: SharedDatabase | null = null

/** The one database of this process, empty. Each world takes it anew: making one takes longer than living in it. */
export function emptyDatabase(): SharedDatabase {
  open ??= openDatabase()
  open.clear()
  return open
}

/** Whether the schema is up to date is asked once for each binding: here, so that no world is the first. */
export async function knowSchema(): Promise<void> {
  const { binding } = emptyDatabase()
  const owner: Owner = {
    ...{ calls: 0, fetch, isDead: () => false, print() {}, reach: (settle) => settle() },
    call: async (act) => act(),
  }
  await runAs(owner, () => openD1(binding, bindBucket(new Map())).isBehind())
}

function openDatabase(): SharedDatabase {
  const client = new Database(':memory:')
  migrate(drizzle(client), { migrationsFolder })
  const listed = client.prepare("select name from sqlite_schema where type = 'table'").pluck()
  const tables = listed.all().filter((name) => !/^(sqlite_|__drizzle)/.test(String(name)))
  client.exec('create table d1_migrations (name text)')
  let moves: CursorMove[] = []
  let look: (move: CursorMove) => void = () => {}
  client.function('cursor_moved', (destination, cursor) => {
    moves.push({ destination: String(destination), cursor: String(cursor) })
  })
  client.exec(watchCommits)
  const { tag } = journal.entries.at(-1) ?? { tag: '' }
  client.prepare('insert into d1_migrations values (?)').run(`${tag}.sql`)
  const statementOf = prepared(client)
  const all = ({ text, params }: Query) =>
    rowsOf(statementOf(text).objects, params) as Record<string, unknown>[]
  const together = client.transaction((queries: readonly Query[]) => queries.map(all))
  const database: Queries = {
    all,
    lists: ({ text, params }) => rowsOf(statementOf(text).lists, params) as unknown[][],
    batch(queries) {
      moves = []
      const rows = together(queries)
      moves.forEach(look)
      return rows
    },
  }
  const empty = [...tables, 'broken'].map((table) => `delete from ${table};`).join('')
  return {
    ...database,
    binding: bindDatabase(database),
    clear() {
      look = () => {}
      client.exec(empty)
    },
    onMove(next) {
      look = next
    },
  }
}

function rowsOf(statement: Database.Statement, params: readonly unknown[]): unknown[] {
  if (statement.reader) return statement.all(...params)
  statement.run(...params)
  return []
}

/** A statement that returns its rows as objects, and one that returns them as lists. */
interface Prepared {
  readonly objects: Database.Statement
  readonly lists: Database.Statement
}

function prepared(client: Database.Database) {
  const kept = new Map<string, Prepared>()
  return (text: string): Prepared => {
    const known = kept.get(text)
    if (known) return known
    // The sign keeps SQLite from planning anew for each value, which takes many times as long as the rest.
    const steady = text.replaceAll('= ?', '= +?')
    const [objects, lists] = [client.prepare(steady), client.prepare(steady)]
    const made = { objects, lists: lists.reader ? lists.raw() : lists }
    kept.set(text, made)
    return made
  }
}
