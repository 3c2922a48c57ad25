import { drift } from '../../connectors/jira/issues/drift.ts'
import { createBridge } from '../../src/bridge.ts'
import type { Env } from '../../src/config/settings.ts'
import { type Level, lineOf } from '../../src/platform/log.ts'
import { openStore } from './store.ts'

export const konduktoSecret = 'kondukto-secret'
export const adminToken = 'the-admin-token'

/** A clock that tests turn. */
export interface Clock {
  now: number
}

export interface Options {
  /** Another bridge's store, to go on with. */
  readonly db?: ReturnType<typeof openStore>
  readonly env?: Env
  readonly routes?: string
  readonly fetch?: typeof fetch
  readonly clock?: Clock
  /** Whether an accepted job is done at once, as on a running server. Default true. */
  readonly live?: boolean
  /** The deployment, as a Worker knows it: each has its set-up checked. */
  readonly version?: string
}

/** A whole bridge on a store in memory, without a listener: what its entries would wire. */
export function startBridge(options: Options = {}) {
  const { env, routes, fetch, clock, version, live = true, db = openStore() } = options
  const logged: string[] = []
  const ticks = new Set<Promise<unknown>>()
  const bridge = createBridge(
    {
      db,
      wake() {
        if (!live) return
        const tick: Promise<unknown> = Promise.resolve()
          .then(() => bridge.tick())
          .finally(() => ticks.delete(tick))
        ticks.add(tick)
      },
      log(message, data = {}, level: Level = 'info') {
        if (level !== 'debug') logged.push(lineOf({ at: Date.now(), level, message, data }, []))
        if (message === drift) throw new Error(logged.at(-1))
      },
      ...(fetch && { fetch }),
      ...(version && { version }),
      ...(clock && { now: () => clock.now }),
    },
    { KONDUKTO_SECRET: konduktoSecret, ADMIN_TOKEN: adminToken, ...env },
    routes ?? null,
  )
  /** Does what is due, and what was woken meanwhile. */
  async function tick(): Promise<number> {
    for (;;) {
      const next = await bridge.tick()
      if (ticks.size === 0) return next
      await Promise.allSettled(ticks)
    }
  }
  return {
    ...bridge,
    /** Ends what `start` began; the store stays open. */
    stopLoops: bridge.stop,
    db,
    logged,
    tick,
    /** Does everything that was accepted, by the real clock. */
    async settle(): Promise<void> {
      while ((await tick()) <= Date.now());
    },
    /** One request as Kondukto makes it; a body is sent as JSON. */
    async kondukto(
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ) {
      const request = new Request(`http://bridge${path}`, {
        method,
        headers: {
          'X-Kondukto-Secret': konduktoSecret,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const response = await bridge.fetch(request)
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: text.startsWith('{') ? JSON.parse(text) : text,
      }
    },
    /** One request as an administrator makes it with the bearer token. */
    admin(path: string, init: RequestInit = {}) {
      const headers = { Authorization: `Bearer ${adminToken}`, ...init.headers }
      return bridge.fetch(new Request(`http://bridge${path}`, { ...init, headers }))
    },
    async stop() {
      while (ticks.size) await Promise.allSettled(ticks)
      db.close()
    },
  }
}

export type TestBridge = ReturnType<typeof startBridge>
