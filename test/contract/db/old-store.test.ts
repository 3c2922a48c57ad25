import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestHarness } from 'wrangler'
import { openSqlite } from '../../../db/sqlite.ts'
import { makeOldStore, oldId, oldStore } from '../../fixtures/old-store.ts'
import { adminToken, startBridge } from '../../support/bridge.ts'

const routes = 'routes: [{ to: { tracker: local, target: "{project}" } }]'
const filed = [`/i/${oldId(101)}`, 'https://lockstep.example/admin/projects/shop/issues/1']

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstep-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

it('a store of version 0.1.0 opens on Node, and its links lead to its issues', async () => {
  const path = join(folder, 'lockstep.db')
  makeOldStore(path)

  const bridge = startBridge({ db: openSqlite(path), routes })
  const answer = await bridge.admin(filed[0] ?? '')
  await bridge.stop()

  expect(answer.headers.get('location')).toBe(filed[1])
})

it('a store of version 0.1.0 opens on D1, and its links lead to its issues', async () => {
  const harness = createTestHarness()
  const configPath = join(import.meta.dirname, '../../../wrangler.toml')
  const vars = { KONDUKTO_SECRET: 'kondukto-secret', ADMIN_TOKEN: adminToken, CONFIG: routes }
  await harness.update({ workers: [{ configPath, vars }] })
  await harness.listen()
  const worker = harness.getWorker<{ readonly DB: D1Database }>()
  const { DB } = await worker.getEnv()
  await DB.batch(oldStore().map((statement) => DB.prepare(statement)))

  await worker.applyD1Migrations('DB')
  const answer = await harness.fetch(filed[0] ?? '', { redirect: 'manual' })
  const ready = await (await harness.fetch('/readyz')).text()
  await harness.close()

  expect(answer.headers.get('location')).toBe(filed[1])
  expect(ready).not.toContain('migrations')
}, 60_000)
