import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { openSqlite } from '../../db/sqlite.ts'
import { doubtOpenJobs } from '../../db/tables/queue/leases.ts'
import { fail, say } from './say.ts'
import { readSetup } from './setup.ts'

/**
 * Makes the store of a backup, and brings it up to date. What was open in the backup may have been done since, so each of
 * those jobs looks in the tracker before it does anything.
 */
export async function restore(file: string): Promise<void> {
  const { store } = readSetup()
  if (!existsSync(file)) fail(`There is no file ${file}.`)
  if (existsSync(store))
    fail(
      `DATABASE_PATH: ${store} exists. Stop Lockstep and move it away, with its -wal and -shm files.`,
    )
  mkdirSync(dirname(store), { recursive: true, mode: 0o700 })
  copyFileSync(file, store)
  const db = openSqlite(store)
  await db.atomic([doubtOpenJobs()])
  db.close()
  say(
    `The store ${store} is restored. Start Lockstep, then run POST /admin/reconcile?apply=true to accept what people changed since.`,
  )
}
