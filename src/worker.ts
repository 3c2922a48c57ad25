import type { D1Database, ExecutionContext, Queue } from '@cloudflare/workers-types'
import { openD1 } from '../db/d1.ts'
import { type Bridge, createBridge } from './bridge.ts'
import { ConfigError, type Env } from './config.ts'
import { createLog } from './log.ts'

/** What wrangler.toml binds; every other name is a setting or a secret. `CONFIG` is the routes document itself. */
interface Bindings {
  readonly DB: D1Database
  readonly DOORBELL: Queue
}

type Context = Pick<ExecutionContext, 'waitUntil'>

/** Cron comes every minute: what is due sooner needs the doorbell, in milliseconds. */
const cronMs = 60_000

const log = createLog((line) => console.log(line), Date.now)

export default {
  async fetch(request: Request, bindings: Bindings, context: Context): Promise<Response> {
    const bridge = open(bindings, context)
    if (bridge instanceof ConfigError)
      return Response.json({ message: bridge.message }, { status: 503 })
    return bridge.fetch(request)
  },

  async scheduled(_: unknown, bindings: Bindings, context: Context): Promise<void> {
    await work(open(bindings, context), bindings)
  },

  /** A message is a doorbell and nothing else: whatever comes of it, it is not sent again. */
  async queue(_: unknown, bindings: Bindings, context: Context): Promise<void> {
    await work(open(bindings, context), bindings)
  },
}

/** One bridge for each event: promises must not be shared between two requests, and the rows are what is shared. */
function open(bindings: Bindings, context: Context): Bridge | ConfigError {
  const { DB, DOORBELL: _, ...settings } = bindings
  const env = settings as unknown as Env
  let working: Promise<void> | null = null
  try {
    const bridge = createBridge({ db: openD1(DB), wake, log }, env, env.CONFIG ?? null)
    return bridge

    function wake(): void {
      working ??= Promise.resolve().then(() => {
        working = null
        return work(bridge, bindings)
      })
      context.waitUntil(working)
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    log('these settings cannot be used', { problems: error.problems })
    return error
  }
}

/** Does what is due, and has the doorbell rung for what is due before cron comes. */
async function work(bridge: Bridge | ConfigError, { DOORBELL }: Bindings): Promise<void> {
  if (bridge instanceof ConfigError) return
  try {
    const wait = (await bridge.tick()) - Date.now()
    if (wait < cronMs) {
      await DOORBELL.send('ring', { delaySeconds: Math.max(0, Math.ceil(wait / 1000)) })
    }
  } catch (error) {
    log('a tick failed', { error })
  }
}
