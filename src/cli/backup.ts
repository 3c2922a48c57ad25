import { existsSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { openSqlite } from '../../db/sqlite.ts'
import { fail, say } from './say.ts'
import { readSetup } from './setup.ts'

/** Copies the store into a new file, also while Lockstep runs. */
export async function backup(file: string): Promise<void> {
  const { store } = readSetup()
  if (!existsSync(store)) fail(`DATABASE_PATH: there is no store at ${store}.`)
  if (existsSync(file)) fail(`${file} exists already. Name a new file.`)
  const db = openSqlite(store)
  // SQLite copies one state of the store, whatever is written meanwhile. https://www.sqlite.org/lang_vacuum.html
  await db.query.run(sql`vacuum into ${file}`)
  db.close()
  say(`The store is copied to ${file}. Keep it as secret as the store itself.`)
}
