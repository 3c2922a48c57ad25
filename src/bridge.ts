import type { Db } from '../db/db.ts'
import { readSetting, setSetting } from '../db/settings.ts'
import { createApp } from './app.ts'
import { type Config, type Env, parseConfig } from './config/settings.ts'
import type { Account, Deps, OpenedSource, Platform } from './deps.ts'
import { checkParked } from './jobs/checks.ts'
import { collectDue, nextCollectionDue, recoverCollections } from './jobs/collect.ts'
import { purge } from './jobs/forget.ts'
import { nextPollDue, pullChanges, startLanes } from './jobs/pull.ts'
import type { Memory } from './platform/adapter.ts'
import { unlimited } from './platform/budget.ts'
import { createNotifier } from './platform/notifier.ts'
import { createRefusals } from './platform/refusals.ts'
import { runOnce } from './platform/run-once.ts'
import { createDeliver, nextJobDue, recoverLeases } from './queue/run.ts'

/** Calls that a tick comes to before it begins with what is due. */
const tickCalls = 6

/** Lockstep, wired for a platform: what a runtime's entry needs to run it. */
export interface Bridge {
  /** Answers one HTTP request; `address` is the other end of its connection. */
  readonly fetch: (request: Request, address?: string) => Promise<Response>
  /**
   * Does everything that is due: checks of what is parked, jobs, polls, collections, deletion of what is old. Answers when to be called
   * again at the latest, in epoch milliseconds. May be called at any time, and by several processes at once. `tidies` false
   * leaves the deletion to another time.
   */
  readonly tick: (options?: { readonly tidies?: boolean }) => Promise<number>
  /** For the one process that owns its store, before anything else: frees what a dead process was doing. */
  readonly recover: () => Promise<void>
}

/** Wires Lockstep. Throws ConfigError when the settings or the routes document cannot be used. */
export function createBridge(platform: Platform, env: Env, routes: string | null): Bridge {
  const { db, wake, log, now = Date.now, budget = unlimited, clockMs = 0 } = platform
  const { refusals = createRefusals(now) } = platform
  const parsed = parseConfig(env, routes)
  const hasClock = clockMs > 0 && parsed.pollMs >= clockMs
  // What is due a moment after the clock strikes would wait until it strikes again.
  const config = hasClock ? { ...parsed, pollMs: parsed.pollMs - clockMs / 6 } : parsed
  const accounts = openAccounts(platform, config, now)
  const sources = openSources(platform, config, now)
  const deps: Deps = {
    db,
    config,
    accounts,
    sources,
    wake,
    now,
    log,
    budget,
    refusals,
    notifier: createNotifier(),
  }
  const app = createApp(deps)
  const deliver = createDeliver(deps)
  const pull = runOnce(() => pullChanges(deps))
  const collect = runOnce(() => collectDue(deps))
  let chores = 0
  return {
    fetch: async (request, address) => app.fetch(request, { address }),
    async recover() {
      await recoverLeases(deps)
      await recoverCollections(deps)
    },
    async tick({ tidies = true } = {}) {
      if (await db.isBehind()) return now() + config.pollMs
      const end = budget.begin(tickCalls)
      if (!end) return now()
      try {
        await checkParked(deps)
        if (tidies && now() >= chores) {
          chores = now() + config.pollMs
          await purge(deps)
        }
        await startLanes(deps)
      } finally {
        end()
      }
      await Promise.all([deliver(), pull(), collect()])
      return nextDue(deps, hasClock)
    },
  }
}

/** When something is due, in epoch milliseconds. Polls that are not due yet are left to the clock, where there is one. */
async function nextDue(deps: Deps, hasClock: boolean): Promise<number> {
  const dues = [nextJobDue(deps), nextPollDue(deps), nextCollectionDue(deps)] as const
  const [jobs, poll, collections] = await Promise.all(dues)
  const now = deps.now()
  if (hasClock) return Math.min(jobs, collections, poll > now ? Number.POSITIVE_INFINITY : poll)
  return Math.min(jobs, collections, poll, now + deps.config.pollMs)
}

function openAccounts(platform: Platform, config: Config, now: () => number): Map<string, Account> {
  const accounts = new Map<string, Account>()
  for (const [id, { definition, env }] of config.trackers) {
    const meter = countWrites(platform.fetch ?? fetch)
    const memory = memoryOf(platform.db, id)
    const tools = { fetch: meter.fetch, now, warn: platform.log, memory, store: platform.db }
    accounts.set(id, {
      id,
      name: definition.name,
      definition,
      connector: definition.open(env, tools, { resolutions: config.resolutions }),
      pace: definition.pace(env),
      takeWrites: meter.take,
    })
  }
  return accounts
}

function openSources(
  platform: Platform,
  config: Config,
  now: () => number,
): Map<string, OpenedSource> {
  const sources = new Map<string, OpenedSource>()
  for (const [id, { definition, env }] of config.sources) {
    const memory = memoryOf(platform.db, id)
    const shared = { fetch: platform.fetch ?? fetch, now, warn: platform.log }
    const tools = { ...shared, memory, store: null }
    const options = { severities: config.sourceSeverities[id] ?? {} }
    sources.set(id, { name: definition.name, source: definition.open(env, tools, options) })
  }
  return sources
}

/** Keeps an adapter's facts among the settings, under its own name. */
function memoryOf(db: Db, id: string): Memory {
  const name = (key: string) => `${id}: ${key}`
  return {
    recall: (key) => readSetting(db, name(key)),
    keep: async (key, value) => void (await db.atomic([setSetting(db, name(key), value)])),
  }
}

/** Counts requests that write, because trackers count them. */
function countWrites(send: typeof fetch): { fetch: typeof fetch; take: () => number } {
  let writes = 0
  return {
    fetch(input, init) {
      const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
      if (method !== 'GET' && method !== 'HEAD') writes += 1
      return send(input, init)
    },
    take() {
      const taken = writes
      writes = 0
      return taken
    },
  }
}
