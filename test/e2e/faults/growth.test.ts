import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqlite } from '../../../db/sqlite.ts'
import { startAppscan } from '../../scanners/appscan.ts'
import { type Clock, type Options, startBridge, type TestBridge } from '../../support/bridge.ts'
import { makeFinding } from '../../support/finding.ts'
import { openMemoryGithub } from '../../support/memory-github.ts'
import { openJobs, pass, settle } from '../../support/running.ts'

const day = 86_400_000

let folder: string
let store: string
let clock: Clock
let bridge: TestBridge
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
  store = join(folder, 'lockstep.db')
  // What is old is told by ids too, which are made by the real clock.
  clock = { now: Date.now() }
})
afterEach(async () => {
  await bridge.stop()
  rmSync(folder, { recursive: true })
})

it('a hundred reports without news do not write the text of the finding a hundred times', async () => {
  bridge = open()
  const finding = makeFinding({ template_md: 'A long text. '.repeat(20_000) })
  await report(finding)
  await settle(bridge, clock)
  // Without this the log of writes would begin anew now and then.
  await bridge.db.query.run(sql`pragma wal_autocheckpoint = 0`)
  const before = statSync(`${store}-wal`).size

  for (let times = 0; times < 100; times += 1) await report(finding)

  expect(statSync(`${store}-wal`).size - before).toBeLessThan(100 * 50_000)
})

it('files that were on their way when their issue was deleted are gone from the store a year later', async () => {
  bridge = open()
  const id = await report(makeFinding())
  await settle(bridge, clock)
  const before = await bytes()
  // 4 MB on an issue that a person deletes in the tracker before the files get there.
  const base64_content = Buffer.alloc(2_000_000, 'x').toString('base64')
  const path = `/api/v1/issues/${id}/attachments`
  await deleted()
  const file = { title: 'a.bin', base64_content }
  await bridge.kondukto('POST', path, { attachments: [file, file] })
  await settle(bridge, clock)

  await years()

  expect((await bytes()) - before).toBeLessThan(1_000_000)
}, 60_000)

it('so are the files of jobs that failed, once an administrator has dismissed them', async () => {
  const github = openMemoryGithub(clock)
  bridge = open({ env: github.env, fetch: github.fetch })
  const id = await report(makeFinding())
  await settle(bridge, clock)
  const before = await bytes()
  const file = { title: 'a.bin', base64_content: Buffer.alloc(1_500_000, 'x').toString('base64') }
  await bridge.kondukto('POST', `/api/v1/issues/${id}/attachments`, { attachments: [file, file] })
  // This GitHub takes no files.
  await settle(bridge, clock)
  for (const { id: job } of await openJobs(bridge))
    await bridge.admin(`/admin/jobs/dismiss?job=${job}`, { method: 'POST' })

  await years()

  expect((await bytes()) - before).toBeLessThan(1_000_000)
}, 60_000)

it('what 300 scans brought up, and nothing is left of, is gone from the store a year later', async () => {
  const appscan = await startAppscan([])
  const key = { APPSCAN_KEY_ID: 'id', APPSCAN_KEY_SECRET: 'secret', APPSCAN_URL: appscan.url }
  bridge = open({ env: { APPSCAN_TOKEN: 'appscan-token', ...key } })
  await settle(bridge, clock)
  const before = await rows()
  for (let n = 0; n < 300; n += 1) {
    const scan = `b9513af1-7fc1-f011-8194-${String(n).padStart(12, '0')}`
    const hook = `http://bridge/hooks/appscan/appscan-token/scan-execution/${scan}`
    await bridge.fetch(new Request(hook))
  }
  await pass(bridge, clock, day / 24)
  await appscan.stop()
  const during = await rows()

  await years()

  expect(during - before).toBeGreaterThanOrEqual(300)
  expect((await rows()) - before).toBeLessThan(30)
}, 60_000)

function open(options: Options = {}): TestBridge {
  return startBridge({ clock, live: false, db: openSqlite(store), ...options })
}

async function report(finding: unknown): Promise<string> {
  return (await bridge.kondukto('POST', '/api/v1/issues', finding)).body.id
}

/** More than a year passes, and now and then somebody looks what is due. */
async function years(): Promise<void> {
  for (let days = 0; days < 400; days += 100) {
    clock.now += 100 * day
    await pass(bridge, clock, day / 144)
  }
}

/** The issue is deleted in the embedded tracker behind Lockstep's back. */
async function deleted(): Promise<void> {
  await bridge.db.query.run(sql`delete from local_issues`)
}

/** How much the store holds, what was freed in it left out. */
async function bytes(): Promise<number> {
  const [pages] = await bridge.db.query.all<{ held: number }>(
    sql`select (page_count - freelist_count) * page_size as held
      from pragma_page_count, pragma_freelist_count, pragma_page_size`,
  )
  return pages?.held ?? 0
}

/** How many rows there are in all tables together. */
async function rows(): Promise<number> {
  const tables = await bridge.db.query.all<{ name: string }>(
    sql`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`,
  )
  let sum = 0
  for (const { name } of tables) {
    const [count] = await bridge.db.query.all<{ n: number }>(
      sql`select count(*) as n from ${sql.identifier(name)}`,
    )
    sum += count?.n ?? 0
  }
  return sum
}
