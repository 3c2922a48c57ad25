import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { createTestHarness } from 'wrangler'
import type { Host } from './host.ts'

/**
 * What `wrangler deploy` would upload, in workerd with D1, R2 and the queue; reloading it ends the workerd that runs.
 * `old` makes the database, if it is not to be empty.
 */
export async function openWorkerd(old: readonly string[] = []): Promise<Host & { url(): string }> {
  const harness = createTestHarness()
  let isListening = false
  let origin = ''
  const worker = () => harness.getWorker<{ readonly DB: D1Database }>()
  async function run(vars: Record<string, string>): Promise<void> {
    const configPath = join(import.meta.dirname, '../../../wrangler.toml')
    await harness.update({ workers: [{ configPath, vars }] })
    if (isListening) return
    origin = (await harness.listen()).url.origin
    await make(old)
    await worker().applyD1Migrations('DB')
    isListening = true
  }
  async function make(statements: readonly string[]): Promise<void> {
    const { DB } = await worker().getEnv()
    if (statements.length > 0) await DB.batch(statements.map((text) => DB.prepare(text)))
  }
  let settings: Record<string, string> = {}
  return {
    /** Where it listens, once it was started. */
    url: () => origin,
    async start(env, CONFIG) {
      settings = { ...env, CONFIG }
      await run(settings)
    },
    fetch: (path, init) => harness.fetch(path, { redirect: 'manual', ...(init as object) }),
    tick: async () => void (await worker().scheduled({})),
    async sql(text) {
      await (await worker().getEnv()).DB.prepare(text).run()
    },
    kill: () => run(settings),
    stop: () => harness.close(),
  }
}
