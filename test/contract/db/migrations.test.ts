import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import journal from '../../../db/migrations/meta/_journal.json' with { type: 'json' }
import { openSqlite } from '../../../db/sqlite.ts'
import { contentKey, listAttachments } from '../../../db/tables/attachments.ts'

const migrations = join(import.meta.dirname, '../../../db/migrations')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('a store of the first version keeps the files that were on their way', async () => {
  const path = join(folder, 'lockstep.db')
  const old = storeAt(path, 1)
  old.exec(`insert into attachments (id, issue_id, title, base64, size, created_at)
    values ('on-its-way', 'i', 'a', 'aGk=', 2, 0), ('delivered', 'i', 'b', null, 2, 0);
    insert into local_attachments (id, issue_id, key, title, base64, created_at)
    values ('local', 'l', 'k', 'c', 'aGk=', 0)`)
  old.close()

  const db = openSqlite(path)

  const sizes = await db.query.all(`select size from local_attachments`)
  expect(await db.files.get(contentKey('on-its-way'))).toBe('aGk=')
  expect(await db.files.get(contentKey('delivered'))).toBeNull()
  expect(await db.files.get('local/local')).toBe('aGk=')
  expect(await listAttachments(db, ['i'])).toHaveLength(2)
  expect(sizes).toEqual([{ size: 2 }])
  db.close()
})

/** A store in which only the first `count` migrations have run. */
function storeAt(path: string, count: number): Database.Database {
  const client = new Database(path)
  client.exec('create table __drizzle_migrations (id integer primary key, hash text, created_at)')
  for (const { tag, when } of journal.entries.slice(0, count)) {
    client.exec(readFileSync(join(migrations, `${tag}.sql`), 'utf8'))
    client
      .prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)')
      .run(tag, when)
  }
  return client
}
