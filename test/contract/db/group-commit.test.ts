import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqlite } from '../../../db/sqlite.ts'
import { setSetting } from '../../../db/tables/settings.ts'
import { commitsOf } from './wal.ts'

let folder: string
let path: string
let db: ReturnType<typeof openSqlite>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-commit-'))
  path = join(folder, 'store.db')
  db = openSqlite(path)
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

it('writes of one turn are committed together, and a write alone in one commit', async () => {
  const before = commitsOf(path)
  await db.atomic([setSetting(db, 'alone', '1')])
  expect(commitsOf(path) - before).toBe(1)

  await Promise.all(keys(16).map((key) => db.atomic([setSetting(db, key, '1')])))

  expect(commitsOf(path) - before).toBe(2)
})

it('writes that come while a group still grows are committed with it', async () => {
  const before = commitsOf(path)
  const write = (key: string) => db.atomic([setSetting(db, key, '1')])
  const late = new Promise<void>((resolve) => setImmediate(() => resolve(write('late'))))

  await Promise.all([...keys(3).map(write), late])

  expect(commitsOf(path) - before).toBe(1)
})

it('of writes that are committed together, one that fails rejects alone and leaves nothing', async () => {
  const wrong = sql`insert into settings (key, value) values ('wrong', null)`
  const writes = [
    db.atomic([setSetting(db, 'first', '1')]),
    db.atomic([setSetting(db, 'half', '1'), wrong]),
    db.atomic([setSetting(db, 'last', '1')]),
  ]

  const ended = await Promise.allSettled(writes)

  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await stored(path)).toEqual(['first', 'last'])
})

it('of writes of one turn with the same key, one is stored and the others are refused', async () => {
  const insert = () => db.atomic([sql`insert into settings (key, value) values ('one', '1')`])

  const ended = await Promise.allSettled(keys(5).map(insert))

  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('what was answered is in the store if the process dies at that moment', async () => {
  const kept = await Promise.all(
    keys(8).map(async (key) => {
      await db.atomic([setSetting(db, key, '1')])
      return (await storedNow(key)).includes(key)
    }),
  )

  expect(kept).toEqual(Array(8).fill(true))
})

it('a store that is closed first writes what waits', async () => {
  const write = db.atomic([setSetting(db, 'late', '1')])
  db.close()

  await write
  expect(await stored(path)).toContain('late')
})

function keys(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `key-${n}`)
}

/** What another process would find in the files as they are now. */
function storedNow(name: string): Promise<string[]> {
  const copy = join(folder, `${name}.db`)
  copyFileSync(path, copy)
  copyFileSync(`${path}-wal`, `${copy}-wal`)
  return stored(copy)
}

async function stored(file: string): Promise<string[]> {
  const other = openSqlite(file)
  const rows = await other.query.all<{ key: string }>(sql`select key from settings order by key`)
  other.close()
  return rows.map(({ key }) => key)
}
