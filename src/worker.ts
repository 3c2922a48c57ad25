// One file: the Worker's three events share how they open the bridge.

import type { D1Database, ExecutionContext, Queue, R2Bucket } from '@cloudflare/workers-types'
import { openD1 } from '../db/d1.ts'
import { type Bridge, createBridge } from './bridge.ts'
import { accountValues } from './config/accounts/account-values.ts'
import { ConfigError } from './config/config-error.ts'
import type { Env } from './config/settings.ts'
import type { Platform } from './deps.ts'
import { type Event, eventNow, inEvent } from './event.ts'
import { createBudget } from './platform/budget.ts'
import { type Log, openLog } from './platform/log.ts'
import { createNotifier } from './platform/notifier.ts'
import { createRefusals } from './platform/refusals.ts'
import { runOnce } from './platform/run-once.ts'
import { whileUsed } from './platform/while-used.ts'
import type { Events } from './queue/events.ts'

/** What wrangler.toml binds; every other name is a setting or a secret. `CONFIG` is the routes document itself. */
interface Bindings {
  readonly DB: D1Database
  readonly FILES: R2Bucket
  readonly DOORBELL: Queue
  /** Absent if the configuration names no such binding. */
  readonly VERSION?: { readonly id: string } | undefined
}

type Context = Pick<ExecutionContext, 'waitUntil'>
type Batch = { readonly messages: readonly { readonly body: unknown }[] }

/** Cron runs every minute, in milliseconds: work that is due sooner needs a queue message. */
const clockMs = 60_000
/**
 * Calls that an event may make on the free plan; to be safe, those to D1 and R2 count as those to trackers do.
 * https://developers.cloudflare.com/workers/platform/limits/#subrequests
 * https://developers.cloudflare.com/d1/platform/limits/
 */
const callsPerEvent = 50

/** Strangers see this: what is wrong is in the log alone. */
const notConfigured =
  'Lockstep is not configured yet. Its log names the settings that cannot be used.'
const refusals = createRefusals(Date.now)
/** Opened by the first event, whose settings are those of all. */
let opened: Log | null = null
/** What each isolate has opened: its bindings are the same objects in all of its events. */
const bridges = new WeakMap<Bindings, Bridge>()

export default {
  async fetch(request: Request, bindings: Bindings, context: Context): Promise<Response> {
    const bridge = open(bindings)
    if (bridge instanceof ConfigError)
      return Response.json({ message: notConfigured }, { status: 503 })
    const address = request.headers.get('CF-Connecting-IP') ?? undefined
    const event = openEvent(bridge, bindings, context)
    return inEvent(event, () => bridge.fetch(request, address))
  },

  async scheduled(_: unknown, bindings: Bindings, context: Context): Promise<void> {
    await serve(bindings, context, (events) => events.tick(), null)
  },

  /** A message only wakes, and may name accounts: it is never retried, as the rows are what counts. */
  async queue(batch: Batch, bindings: Bindings, context: Context): Promise<void> {
    const rung = accountsIn(batch)
    await serve(bindings, context, (events) => events.tick(rung ?? undefined, true), rung)
  },
}

/** One bridge for each isolate: what is opened once is the same in each event. */
function open(bindings: Bindings): Bridge | ConfigError {
  const known = bridges.get(bindings)
  if (known) return known
  const { DB, FILES, VERSION } = bindings
  const env = settingsIn(bindings)
  const log = logOf(bindings)
  const spend = () => eventNow().budget.spend()
  const platform: Platform = {
    db: openD1(DB, FILES, spend),
    wake: (account) => eventNow().wake(account),
    writeAndWake: (issue, statements) => eventNow().writeAndWake(issue, statements),
    budget: { begin: (calls) => eventNow().budget.begin(calls) },
    notifier: {
      notify: (...news) => eventNow().notifier.notify(...news),
      waitFor: (issueId, ms) => eventNow().notifier.waitFor(issueId, ms),
    },
    fetch: counted(spend),
    ...{ log, refusals, clockMs },
    ...(VERSION && { version: VERSION.id }),
  }
  try {
    const bridge = createBridge(platform, env, env.CONFIG ?? null)
    bridges.set(bindings, bridge)
    return bridge
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    log('these settings cannot be used', { problems: error.problems }, 'error')
    return error
  }
}

/** An event, and the use of its own queue: attempts are promises. */
interface OpenEvent extends Event {
  readonly withQueue: <R>(use: (queue: Events) => Promise<R>) => Promise<R>
}

function openEvent(bridge: Bridge, bindings: Bindings, context: Context): OpenEvent {
  // The isolate keeps an event until it collects all of its garbage: the queue, and what it did, need not be kept so long.
  const withQueue = whileUsed(bridge.openEvents)
  // Accounts that were woken; all if one was woken without a name.
  let woken: Set<string> | null = new Set()
  const workOnce = runOnce(() =>
    withQueue((queue) => {
      const accounts = woken && [...woken]
      woken = new Set()
      const run = () => (accounts ? queue.deliver(accounts) : queue.tick())
      return work(bindings, run, accounts)
    }),
  )
  const wake = (account?: string) => {
    if (account) woken?.add(account)
    else woken = null
    context.waitUntil(withQueue(() => Promise.resolve().then(workOnce)))
  }
  return {
    ...{ budget: createBudget(callsPerEvent), notifier: createNotifier(), wake, withQueue },
    writeAndWake: (issue, statements) =>
      withQueue(async (queue) => {
        await queue.writeAndClaim(issue, statements)
        wake(issue.account)
      }),
  }
}

/** Serves an event that is no request. */
async function serve(
  bindings: Bindings,
  context: Context,
  run: (events: Events) => Promise<number>,
  accounts: readonly string[] | null,
): Promise<void> {
  const bridge = open(bindings)
  if (bridge instanceof ConfigError) return
  const event = openEvent(bridge, bindings, context)
  await inEvent(event, () => work(bindings, () => event.withQueue(run), accounts))
}

/** The variables and secrets among the bindings: those that are texts. */
function settingsIn(bindings: Bindings): Env {
  return Object.fromEntries(
    Object.entries(bindings).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

/** Does what fits into one event, and sends a queue message for work that is due before the next cron. */
async function work(
  bindings: Bindings,
  run: () => Promise<number>,
  accounts: readonly string[] | null,
): Promise<void> {
  try {
    const wait = (await run()) - Date.now()
    if (wait < clockMs) {
      const delaySeconds = Math.max(0, Math.ceil(wait / 1000))
      await bindings.DOORBELL.send(accounts, { delaySeconds })
    }
  } catch (error) {
    logOf(bindings)('a tick failed', { error }, 'error')
  }
}

function logOf(bindings: Bindings): Log {
  if (opened) return opened
  const settings = settingsIn(bindings)
  const env = { ...accountValues(settings, settings.CONFIG ?? null), ...settings }
  opened = openLog((line) => console.log(line), { env, now: Date.now })
  return opened
}

/** Returns the accounts that the messages name; null for all. */
function accountsIn({ messages }: Batch): string[] | null {
  const named = messages.map(({ body }) => (Array.isArray(body) ? body.map(String) : null))
  return named.includes(null) ? null : [...new Set(named.flatMap((names) => names ?? []))]
}

function counted(spend: () => void): typeof fetch {
  return (...call) => {
    spend()
    return fetch(...call)
  }
}
