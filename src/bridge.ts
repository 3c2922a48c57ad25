import { localPages } from '../connectors/local/pages/pages.ts'
import type { Db, Statement } from '../db/store.ts'
import { destinationId, pollId } from '../db/tables/queue/destinations.ts'
import { hurryJob, insertJobOnChange, insertNamedJob } from '../db/tables/queue/named-jobs.ts'
import { readSetting, setSetting } from '../db/tables/settings.ts'
import { createApp } from './app.ts'
import { watchClock } from './check/clock-skew.ts'
import { logCheck, runCheck } from './check/run-check.ts'
import { unknownVariables } from './check/unknown-variables.ts'
import { type Config, type Env, parseConfig } from './config/settings.ts'
import { shownSettings } from './config/shown-settings.ts'
import type { Account, Deps, OpenedSource, Platform, Surroundings } from './deps.ts'
import type { CheckRow } from './domain/check.ts'
import { routesVersion } from './domain/routing.ts'
import { eventsPath } from './http/trackers.ts'
import { jobKinds } from './jobs/index.ts'
import type { AdapterContext, Memory } from './platform/adapter.ts'
import { unlimited } from './platform/budget.ts'
import { createFetch } from './platform/fetch.ts'
import { createNotifier } from './platform/notifier.ts'
import { createRefusals } from './platform/refusals.ts'
import { ownAccount } from './queue/accounts.ts'
import { enqueueFetches } from './queue/enqueue-fetch.ts'
import { createEvents, type Events } from './queue/events.ts'
import { type Loop, type LoopState, startLoop } from './queue/loop.ts'
import { createRunner } from './queue/run.ts'

/** Lockstep, wired for a platform: what a runtime's entry needs to run it. */
export interface Bridge extends Events {
  /** Handles one HTTP request; `address` is the other end of its connection. */
  readonly fetch: (request: Request, address?: string) => Promise<Response>
  /** For the one process that owns its store: frees what a dead process was doing, and starts a loop for each account. */
  readonly start: () => Promise<void>
  /** Claims nothing more, and returns once the attempts under way have ended. */
  readonly stop: () => Promise<void>
  /** Looks at everything that can be known before the first finding. */
  readonly check: () => Promise<readonly CheckRow[]>
  /** The same by reading alone, with what is wrong in the log. Never rejects. */
  readonly logCheck: () => Promise<void>
  /** The state of each account's loop, once started. */
  readonly loops: () => ReadonlyMap<string, LoopState>
}

/** Wires Lockstep. Throws ConfigError when the settings or the routes document cannot be used. */
export function createBridge(platform: Platform, env: Env, routes: string | null): Bridge {
  const { db, log, now = Date.now, random = Math.random, budget = unlimited } = platform
  const { refusals = createRefusals(now), clockMs = 0 } = platform
  const parsed = parseConfig(env, routes)
  const hasClock = clockMs > 0 && parsed.pollMs >= clockMs
  // A little more often than the clock strikes, or what becomes due just after it would wait until it strikes again.
  const config = hasClock ? { ...parsed, pollMs: parsed.pollMs - clockMs / 6 } : parsed
  const loops = new Map<string, Loop>()
  const deps: Deps = {
    ...{ db, config, now, random, log, budget, wake, refusals, requestId: null },
    accounts: openAccounts(platform, config, now),
    sources: openSources(platform, config, now),
    notifier: createNotifier(),
    shownSettings: () => ({ groups: shownSettings(env), routesFrom: routesFrom(env, routes) }),
    surroundings: surroundingsOf(platform, env, routes),
  }
  const pages = localPages({ db, now, changed: (project) => pollSoon(deps, project) })
  const app = createApp(deps, pages)
  const runner = createRunner(deps, jobKinds, (account) => loops.get(account)?.wake())

  return {
    fetch: async (request, address) => app.fetch(request, { address }),
    ...createEvents(deps, runner, { recurring: () => recurringWork(deps), hasClock }),
    async start() {
      await db.atomic(recurringWork(deps))
      await runner.recover()
      for (const account of runner.accounts) loops.set(account, startLoop(deps, runner, account))
    },
    async stop() {
      const all = [...loops.values()].map((loop) => loop.stop())
      await Promise.all([runner.stop(), ...all])
    },
    check: () => runCheck(deps),
    logCheck: () => logCheck(deps),
    loops: () => new Map([...loops].map(([account, loop]) => [account, loop.state()])),
  }

  function wake(account?: string): void {
    if (loops.size === 0) platform.wake(account)
    else if (account) loops.get(account)?.wake()
    else for (const loop of loops.values()) loop.wake()
  }
}

/** A change in the embedded tracker is picked up at once. */
async function pollSoon({ db, now, wake }: Deps, project: string): Promise<void> {
  await db.atomic([hurryJob(db, pollId(destinationId('local', project)), now())])
  wake('local')
}

function routesFrom({ LOCKSTEP_CONFIG, CONFIG }: Env, routes: string | null): string {
  if (routes === null) return 'no file: there is one default route'
  return CONFIG ? 'the variable CONFIG' : `the file ${LOCKSTEP_CONFIG || 'lockstep.yaml'}`
}

/** Work that goes on as long as Lockstep runs; each exists once. */
function recurringWork(deps: Deps): Statement[] {
  const now = deps.now()
  const purge = insertNamedJob(deps.db, {
    id: 'purge',
    kind: 'purge',
    account: ownAccount,
    destination: null,
    payload: {},
    reason: 'old rows',
    paced: false,
    dueAt: now,
    now,
  })
  const watch = insertNamedJob(deps.db, {
    id: 'watch',
    kind: 'watch',
    account: ownAccount,
    destination: null,
    payload: {},
    reason: 'alerts',
    paced: false,
    dueAt: now,
    now,
  })
  const fetches = [...deps.sources].flatMap(([id, { source }]) =>
    source.fetchEveryMs ? enqueueFetches(deps, id) : [],
  )
  const filing = insertJobOnChange(
    deps.db,
    {
      id: 'file-waiting',
      kind: 'file-waiting',
      account: ownAccount,
      destination: null,
      payload: { routes: routesVersion(deps.config.routes, [...deps.accounts.keys()]) },
      reason: 'the routes changed',
      paced: false,
      dueAt: now,
      now,
    },
    'routes',
  )
  return [purge, filing, ...(deps.config.alerts ? [watch] : []), ...fetches]
}

function openAccounts(platform: Platform, config: Config, now: () => number): Map<string, Account> {
  const accounts = new Map<string, Account>()
  const warn = warnIn(platform)
  for (const [id, { name, definition, env }] of config.accounts) {
    const watched = watchClock(platform.fetch ?? fetch, now)
    const { fetch: send, writes } = createFetch(watched.fetch, now)
    const memory = memoryOf(platform.db, id)
    const eventsUrl = config.publicUrl + eventsPath({ id, tracker: definition.id })
    const tools = { fetch: send, now, warn, eventsUrl, memory, store: platform.db }
    accounts.set(id, {
      ...{ id, name, tracker: definition.id },
      definition,
      connector: definition.open(env, tools, { resolutions: config.resolutions }),
      pace: definition.pace(env),
      writes,
      skewMs: watched.skewMs,
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
  const warn = warnIn(platform)
  for (const [id, { definition, env }] of config.sources) {
    const { fetch: send, writes } = createFetch(platform.fetch ?? fetch, now)
    const memory = memoryOf(platform.db, id)
    const eventsUrl = `${config.publicUrl}/hooks/${id}`
    const tools = { fetch: send, now, warn, eventsUrl, memory, store: null }
    const options = { severities: config.sourceSeverities[id] ?? {} }
    sources.set(id, { name: definition.name, source: definition.open(env, tools, options), writes })
  }
  return sources
}

function surroundingsOf(platform: Platform, env: Env, routes: string | null): Surroundings {
  return {
    canCallItself: !platform.clockMs,
    fetch: platform.fetch ?? fetch,
    inspect: platform.inspect ?? (async () => []),
    unknownVariables: () => unknownVariables(env, routes),
  }
}

function warnIn({ log }: Platform): AdapterContext['warn'] {
  return (message, data) => log(message, data, 'warning')
}

/** Keeps an adapter's facts among the settings, under its own name. */
function memoryOf(db: Db, id: string): Memory {
  const name = (key: string) => `${id}: ${key}`
  return {
    recall: (key) => readSetting(db, name(key)),
    keep: async (key, value) => void (await db.atomic([setSetting(db, name(key), value)])),
  }
}
