import { join } from 'node:path'
import { createTestHarness } from 'wrangler'
import { startWorkerd } from './start-workerd.ts'

const shared = { compatibility_date: '2026-11-01', compatibility_flags: ['nodejs_compat'] }
const doorbell = 'lockstep-doorbell'
const here = import.meta.dirname

const store = {
  ...shared,
  name: 'far-store',
  main: join(here, 'far-store-worker.ts'),
  d1_databases: [
    {
      ...{ binding: 'DB', database_name: 'lockstep', database_id: 'lockstep' },
      migrations_dir: join(here, '../../../db/migrations'),
    },
  ],
  r2_buckets: [{ binding: 'FILES', bucket_name: 'lockstep-files' }],
  queues: {
    producers: [{ binding: 'DOORBELL', queue: doorbell }],
    consumers: [{ queue: doorbell, max_batch_size: 100, max_batch_timeout: 0, max_retries: 0 }],
  },
}

/**
 * Lockstep in one workerd, and its D1, R2 and queue in another, as at Cloudflare they are elsewhere too. Its own has nothing
 * else in it: wrangler's would pass each request through three more Workers and record it, in the same thread.
 */
export async function openFarWorkerd(vars: Record<string, string>) {
  const far = createTestHarness({ workers: [{ config: store }] })
  const STORE = (await far.listen()).url.origin
  await far.getWorker().applyD1Migrations('DB')
  const { url, pid, stop } = await startWorkerd(join(here, 'far-worker.ts'), { ...vars, STORE })
  const send = (path: string, init?: RequestInit) => fetch(url + path, init)
  return {
    url,
    pid,
    fetch: send,
    tick: async () => void (await (await send('/far/tick')).text()),
    async stop() {
      await stop()
      await far.close()
    },
  }
}
