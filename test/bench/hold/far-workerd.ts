import { join } from 'node:path'
import { createTestHarness } from 'wrangler'

const shared = { compatibility_date: '2026-11-01', compatibility_flags: ['nodejs_compat'] }
const doorbell = 'lockstep-doorbell'

const store = {
  ...shared,
  name: 'far-store',
  main: join(import.meta.dirname, 'far-store-worker.ts'),
  d1_databases: [
    {
      ...{ binding: 'DB', database_name: 'lockstep', database_id: 'lockstep' },
      migrations_dir: join(import.meta.dirname, '../../../db/migrations'),
    },
  ],
  r2_buckets: [{ binding: 'FILES', bucket_name: 'lockstep-files' }],
}

const lockstep = {
  ...shared,
  name: 'far-lockstep',
  main: join(import.meta.dirname, 'far-worker.ts'),
  queues: {
    producers: [{ binding: 'DOORBELL', queue: doorbell }],
    consumers: [{ queue: doorbell, max_batch_size: 100, max_batch_timeout: 0, max_retries: 0 }],
  },
}

/** Lockstep in one workerd, and its D1 and R2 in another, as at Cloudflare they are elsewhere too. */
export async function openFarWorkerd(vars: Record<string, string>) {
  const far = createTestHarness({ workers: [{ config: store }] })
  const STORE = (await far.listen()).url.origin
  await far.getWorker().applyD1Migrations('DB')
  const harness = createTestHarness({ workers: [{ config: lockstep, vars: { ...vars, STORE } }] })
  const { url } = await harness.listen()
  return {
    url: () => url.origin,
    fetch: (path: string, init?: RequestInit) => harness.fetch(path, init as object),
    tick: async () => void (await harness.getWorker().scheduled({})),
    async stop() {
      await harness.close()
      await far.close()
    },
  }
}
