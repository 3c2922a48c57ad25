import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqlite } from '../../../db/sqlite.ts'
import { doubtOpenJobs } from '../../../db/tables/queue/leases.ts'
import { type Clock, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { type MemoryGithub, openMemoryGithub } from '../../support/memory-github.ts'
import { openTime, pass } from '../../support/running.ts'

const minute = 60_000

let folder: string
let clock: Clock
let github: MemoryGithub
let bridge: TestBridge
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
  clock = openTime()
  github = openMemoryGithub(clock)
  bridge = start('a.db')
})
afterEach(() => bridge.stop())

function start(name: string): TestBridge {
  const db = openSqlite(join(folder, name))
  return startBridge({ db, clock, live: false, env: github.env, fetch: github.fetch })
}

it('a backup restored on another path goes on without filing anything twice', async () => {
  const filed = makeFinding()
  await bridge.kondukto('POST', '/api/v1/issues', filed)
  await pass(bridge, clock, minute)
  const open = await bridge.kondukto('POST', '/api/v1/issues', makeFinding())
  await bridge.db.query.run(sql`vacuum into ${join(folder, 'b.db')}`)
  // What the backup holds as open is done after it.
  await pass(bridge, clock, minute)
  expect(github.titles()).toHaveLength(2)
  bridge.stop()

  bridge = start('b.db')
  await bridge.db.atomic([doubtOpenJobs()])
  await pass(bridge, clock, 5 * minute)
  await bridge.kondukto('POST', '/api/v1/issues', filed)
  await pass(bridge, clock, minute)

  expect(github.titles()).toHaveLength(2)
  const { body } = await bridge.kondukto('GET', `/api/v1/issues/${open.body.id}`)
  expect(body.links.html).toContain('/issues/2')
})

it('after an upgrade that is taken back nothing is filed twice, and what people did since is taken over', async () => {
  const filed = makeFinding()
  await bridge.kondukto('POST', '/api/v1/issues', filed)
  await pass(bridge, clock, minute)
  await bridge.db.query.run(sql`vacuum into ${join(folder, 'before-upgrade.db')}`)
  await bridge.db.query.run(
    sql`insert into __drizzle_migrations (hash, created_at) values ('of a newer version', 9e12)`,
  )
  bridge.stop()
  const [issue] = github.issues
  if (issue) github.close(issue)
  expect(() => openSqlite(join(folder, 'a.db'))).toThrow('a newer version of Lockstep has used it')

  bridge = start('before-upgrade.db')
  await bridge.db.atomic([doubtOpenJobs()])
  await bridge.admin('/admin/reconcile?apply=true', { method: 'POST' })
  const { body: created } = await bridge.kondukto('POST', '/api/v1/issues', filed)
  await pass(bridge, clock, minute)

  expect(github.titles()).toHaveLength(1)
  const { body } = await bridge.kondukto('GET', `/api/v1/issues/${created.id}`)
  expect(body).toMatchObject({ status: 'closed' })
})
