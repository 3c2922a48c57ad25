import { localPages } from '../connectors/local/pages/pages.ts'
import type { Statement } from '../db/store.ts'
import { destinationId, pollId } from '../db/tables/queue/destinations.ts'
import { hurryJob } from '../db/tables/queue/named-jobs.ts'
import { openAccounts, openSources } from './adapters.ts'
import { createApp } from './app.ts'
import { logCheck, runCheck } from './check/run-check.ts'
import { unknownVariables } from './check/unknown-variables.ts'
import { parseConfig } from './config/config.ts'
import { localUrl } from './config/local-url.ts'
import type { Env } from './config/settings.ts'
import { shownSettings } from './config/shown-settings.ts'
import type { Deps, Platform, Surroundings } from './deps.ts'
import type { CheckRow } from './domain/check.ts'
import { jobKinds } from './jobs/index.ts'
import { unlimited } from './platform/budget.ts'
import { createNotifier } from './platform/notifier.ts'
import { createRefusals } from './platform/refusals.ts'
import { createEvents, type Events } from './queue/events.ts'
import { type Loop, type LoopState, startLoop } from './queue/loop.ts'
import { checkWork, recurringWork } from './queue/recurring.ts'
import { runnersOf } from './queue/run.ts'

/** Lockstep, wired for a platform: what a runtime's entry needs to run it. */
export interface Bridge extends Events {
  /** Handles one HTTP request; `address` is the other end of its connection. */
  readonly fetch: (request: Request, address?: string) => Promise<Response>
  /** A queue that shares no attempt under way with another, for one event of a Worker. */
  readonly openEvents: () => Events
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
  const writeThenWake: Deps['writeAndWake'] = ({ account }, statements) =>
    db.atomic(statements).then(() => wake(account))
  const deps: Deps = {
    ...{ db, config, now, random, log, budget, wake, refusals, requestId: null },
    writeAndWake: platform.writeAndWake ?? writeThenWake,
    accounts: openAccounts(platform, config, now),
    sources: openSources(platform, config, now),
    notifier: platform.notifier ?? createNotifier(),
    shownSettings: () => ({ groups: shownSettings(env), routesFrom: routesFrom(env, routes) }),
    surroundings: surroundingsOf(platform, env, routes),
  }
  const pages = localPages({ db, now, changed: (project) => pollSoon(deps, project) })
  // An isolate that serves no request does without it.
  let app: ReturnType<typeof createApp> | null = null
  const openRunner = runnersOf(deps, jobKinds)
  const runner = openRunner((account) => loops.get(account)?.onEnd())

  return {
    async fetch(request, address) {
      app ??= createApp(deps, pages)
      return app.fetch(request, { address })
    },
    ...createEvents(deps, runner, { recurring, hasClock }),
    openEvents: () => createEvents(deps, openRunner(), { recurring, hasClock }),
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

  function recurring(): Statement[] {
    const { version } = platform
    return [...recurringWork(deps), ...(version === undefined ? [] : [checkWork(deps, version)])]
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

function surroundingsOf(platform: Platform, env: Env, routes: string | null): Surroundings {
  return {
    canCallItself: !platform.clockMs,
    listensThere: env.PUBLIC_URL === localUrl(env),
    fetch: platform.fetch ?? fetch,
    inspect: platform.inspect ?? (async () => []),
    unknownVariables: () => unknownVariables(env, routes),
  }
}
