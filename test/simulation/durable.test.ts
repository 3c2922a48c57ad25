import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSqlite } from '../../db/sqlite.ts'
import { startBridge, type TestBridge } from '../support/bridge.ts'
import { makeFinding } from '../support/finding.ts'

const clients = 8
const rounds = 4

let folder: string
let bridge: TestBridge
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
  bridge = startBridge({
    db: openSqlite(join(folder, 'lockstep.db')),
    live: false,
    env: { CREATE_WAIT_MS: '0' },
  })
})
afterAll(async () => {
  await bridge.stop()
  rmSync(folder, { recursive: true })
})

it('a finding is in the files of the store at the moment it is answered, however many come at once', async () => {
  const lost: string[] = []
  for (let round = 0; round < rounds; round += 1)
    await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        const { status, body } = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
        if (status !== 201 || !isInCopy(body.id, `${round}-${client}`)) lost.push(body.id)
      }),
    )

  expect(lost).toEqual([])
}, 60_000)

/** Whether the process could end now, and the finding were there afterwards. */
function isInCopy(id: string, name: string): boolean {
  const copy = join(folder, `${name}.db`)
  for (const end of ['', '-wal']) {
    const file = join(folder, `lockstep.db${end}`)
    if (existsSync(file)) copyFileSync(file, `${copy}${end}`)
  }
  const db = new Database(copy)
  const found = db.prepare('select 1 from issues where id = ?').get(id)
  db.close()
  rmSync(copy)
  return found !== undefined
}
