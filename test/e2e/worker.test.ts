import { join } from 'node:path'
import type { D1Database } from '@cloudflare/workers-types'
import { createTestHarness } from 'wrangler'
import type { Host } from '../support/host.ts'
import { describeScenarios } from './scenarios.ts'

describeScenarios('the built Worker in workerd', openWorkerd)

/** What `wrangler deploy` would upload, in workerd with D1, R2 and the queue; reloading it ends the workerd that runs. */
async function openWorkerd(): Promise<Host> {
  const harness = createTestHarness()
  let isListening = false
  const worker = () => harness.getWorker<{ readonly DB: D1Database }>()
  async function run(vars: Record<string, string>): Promise<void> {
    const configPath = join(import.meta.dirname, '../../wrangler.toml')
    await harness.update({ workers: [{ configPath, vars }] })
    if (isListening) return
    await harness.listen()
    await worker().applyD1Migrations('DB')
    isListening = true
  }
  let settings: Record<string, string> = {}
  return {
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
