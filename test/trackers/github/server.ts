import type { IncomingMessage } from 'node:http'
import type { Fault } from '../../contract/connector.ts'
import { openClock } from '../kit/clock.ts'
import { openFaults } from '../kit/faults.ts'
import { listen } from '../kit/server.ts'
import { openComments } from './comments.ts'
import { type App, openEmulator } from './emulator.ts'
import { type Hooks, openHooks } from './hooks.ts'
import { type Limit, openLimits } from './limits.ts'
import { openLogins } from './logins.ts'
import { present } from './present.ts'
import { applyRules } from './rules.ts'
import { openWebhooks, type Sent } from './webhooks.ts'
import { type Call, type Json, json, type Reply, refusal } from './wire.ts'

/** How it starts; everything but `app` may be changed later. */
export interface GithubOptions {
  readonly limit?: Limit
  /** Milliseconds before every answer. */
  readonly latencyMs?: number
  readonly app?: App
  /** Whether writes lead to webhook deliveries. */
  readonly webhooks?: boolean
}

/** A GitHub to test against: a real HTTP server on 127.0.0.1. */
export interface Github {
  /** The API's base. */
  readonly url: string
  /** The connector's log-in, user lockstep-bot. */
  readonly token: string
  /** Casey's, a person: neither counted nor limited, and no fault hits it. */
  readonly personToken: string
  readonly target: 'acme/shop'
  /**
   * What the connector asked for since the last `reset`, as `GET /repos/… 200`; -1 where it got no
   * answer.
   */
  readonly log: string[]
  /** The webhook deliveries that are on their way: for a test to deliver, late, twice or never. */
  readonly outbox: Sent[]
  /** The webhook as GitHub has it: where it points, and how its deliveries were answered. */
  readonly hooks: Pick<Hooks, 'point' | 'learn'>
  readonly now: () => number
  advance(ms: number): Promise<void>
  /** From now on these are the connector's only good tokens. */
  accept(...tokens: string[]): void
  limit(limit: Limit): void
  latency(ms: number): void
  /** From now on the connector finds nothing at paths like this; null: everything is there. */
  hide(path: RegExp | null): void
  /** What the connector's next request meets; `after` lets so many pass first. */
  fail(fault: Fault, options?: { after?: number }): void
  /** Files issues past limits and log: a repository that has been in use. */
  seed(count: number): Promise<void>
  reset(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts it, with the empty repository acme/shop. Start once for a file and `reset`: sockets
 * outlive a restart.
 */
export async function startGithub(options: GithubOptions = {}): Promise<Github> {
  const { url, stop } = await listen(serve)
  const clock = openClock()
  const emulator = await openEmulator(url, clock, options.app ?? null)
  const comments = openComments(clock)
  const limits = openLimits(clock.now)
  const logins = openLogins(clock.now)
  const faults = openFaults(refusal)
  const webhooks = openWebhooks()
  const hooks = openHooks(webhooks.outbox)
  let { limit = 'none', latencyMs = 0 } = options
  let hidden: RegExp | null = null
  const log: string[] = []

  return {
    url,
    token: logins.bot,
    personToken: logins.person,
    target: 'acme/shop',
    log,
    outbox: webhooks.outbox,
    hooks,
    now: clock.now,
    advance: clock.advance,
    accept: logins.accept,
    limit: (next) => {
      limit = next
    },
    latency: (ms) => {
      latencyMs = ms
    },
    hide: (path) => {
      hidden = path
    },
    fail: faults.arrange,
    seed: emulator.seed,
    async reset() {
      await emulator.reset()
      comments.reset()
      limits.reset()
      logins.accept(logins.bot)
      faults.clear()
      hidden = null
      webhooks.reset()
      hooks.reset()
      log.length = 0
    },
    async stop() {
      await stop()
      await emulator.stop()
    },
  }

  async function serve(request: IncomingMessage, body: Buffer): Promise<Reply | null> {
    const call = logins.read(request, body.toString(), url)
    const isPerson = 'path' in call && call.token === logins.person
    if (latencyMs && !isPerson) await new Promise((resolve) => setTimeout(resolve, latencyMs))
    const act = async () => ('path' in call ? answer(call) : call)
    const reply = isPerson ? await act() : await faults.meet(act)
    if (!isPerson) log.push(`${request.method} ${request.url} ${reply?.status ?? -1}`)
    return reply
  }

  async function read(path: string): Promise<Json> {
    const token = logins.person
    const login = 'casey'
    const call = { method: 'GET', path, query: new URLSearchParams(), token, login }
    return JSON.parse((await act({ ...call, ifNoneMatch: undefined, body: null })).body)
  }

  async function answer(call: Call): Promise<Reply> {
    if (call.token !== logins.person && hidden?.test(call.path)) return refusal(404, 'Not Found')
    const free = limit === 'none' || call.token === logins.person || call.path.startsWith('/app')
    if (free || !['POST', 'PUT', 'PATCH'].includes(call.method)) return act(call)
    if (!limits.begin()) return tooFast(limit)
    return act(call).finally(limits.end)
  }

  async function act(asked: Call): Promise<Reply> {
    const call = applyRules(asked)
    if (!('path' in call)) return call
    const reply = hooks.answer(call, url) ?? comments.list(call, url) ?? (await emulator.ask(call))
    comments.learn(call, reply)
    const shown = present(call, reply, clock, emulator.isDuplicate)
    logins.learn(call, shown)
    if (options.webhooks && call.method !== 'GET') await webhooks.learn(call, shown, read)
    return shown
  }
}

function tooFast(limit: Limit): Reply {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.'
  return json(403, { message }, limit === 'told' ? { 'retry-after': '60' } : {})
}
