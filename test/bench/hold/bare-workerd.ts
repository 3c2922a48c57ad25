import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { createTestHarness } from 'wrangler'

const config = {
  name: 'bare',
  main: join(import.meta.dirname, 'bare-worker.ts'),
  compatibility_date: '2026-11-01',
  d1_databases: [{ binding: 'DB', database_name: 'bare', database_id: 'bare' }],
  r2_buckets: [{ binding: 'FILES', bucket_name: 'bare-files' }],
}

/** The Worker that only stores texts, in workerd. */
export async function openBareWorkerd() {
  const harness = createTestHarness({ workers: [{ config }] })
  const { url } = await harness.listen()
  const worker = harness.getWorker<{ readonly DB: D1Database }>()
  const { DB } = await worker.getEnv()
  await DB.prepare('create table texts (id integer primary key, text text)').run()
  return {
    url: () => url.origin,
    fetch: (path: string, init?: RequestInit) => harness.fetch(path, init as object),
    tick: async () => void (await worker.scheduled({})),
    stop: () => harness.close(),
  }
}
