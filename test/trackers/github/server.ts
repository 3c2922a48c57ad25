import type { IncomingMessage } from 'node:http'
import type { Fault } from '../../contract/connector/index.ts'
import { openClock } from '../kit/clock.ts'
import { openFaults } from '../kit/faults.ts'
import { listen } from '../kit/server.ts'
import { openComments } from './comments.ts'
import { type App, openEmulator } from './emulator.ts'
import { type Limit, openLimits } from './limits.ts'
import { openLogins } from './logins.ts'
import { type Moves, openMoves } from './moves.ts'
import { openPlaces } from './places.ts'
import { present } from './present.ts'
import { applyRules } from './rules.ts'
import { type Hooks, openHooks } from './webhooks/hooks.ts'
import { openWebhooks, type Sent } from './webhooks/webhooks.ts'
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
   * What the connector asked for since the last `reset`, as `GET /repos/… 200`, by the name that a
   * repository has now; -1 if it got no answer. Looks at a repository itself are not among it.
   */
  readonly log: string[]
  /** Writes of the connector that met an issue without our key, as in the log. */
  readonly strangers: string[]
  /** How often the connector looked at a repository itself, and what it cost of the rate limit. */
  readonly looks: { count: number; cost: number }
  /** What people do to repositories and issues; see `openMoves`. */
  readonly moves: Moves
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
  const places = openPlaces(url)
  places.reset(await emulator.ids())
  const webhooks = openWebhooks(places)
  const moves = openMoves({ act, places, comments, webhooks, isLoud: options.webhooks ?? false })
  const hooks = openHooks(webhooks.outbox)
  let { limit = 'none', latencyMs = 0 } = options
  let hidden: RegExp | null = null
  const log: string[] = []
  const strangers: string[] = []
  const looks = { count: 0, cost: 0 }

  return {
    url,
    token: logins.bot,
    personToken: logins.person,
    target: 'acme/shop',
    ...{ log, strangers, looks, moves },
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
      places.reset(await emulator.ids())
      comments.reset()
      limits.reset()
      logins.accept(logins.bot)
      faults.clear()
      hidden = null
      webhooks.reset()
      hooks.reset()
      for (const list of [log, strangers]) list.length = 0
      Object.assign(looks, { count: 0, cost: 0 })
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
    if (!isPerson) note(request, reply)
    return reply
  }

  function note({ method, url: asked = '' }: IncomingMessage, reply: Reply | null): void {
    const path = places.named(asked)
    const status = reply?.status ?? -1
    if (method !== 'GET' || !/^\/repos\/[^/]+\/[^/?]+$/.test(path)) {
      log.push(`${method} ${path} ${status}`)
      return
    }
    looks.count += 1
    looks.cost += status === 304 ? 0 : 1
  }

  async function read(path: string): Promise<Json> {
    const token = logins.person
    const login = 'casey'
    const call = { method: 'GET', path, query: new URLSearchParams(), token, login }
    return JSON.parse((await act({ ...call, ifNoneMatch: undefined, body: null })).body)
  }

  async function answer(asked: Call): Promise<Reply> {
    if (asked.token !== logins.person && hidden?.test(places.named(asked.path)))
      return refusal(404, 'Not Found')
    const call = places.find(asked)
    if (!('path' in call)) return call
    await watch(call)
    const free = limit === 'none' || call.token === logins.person || call.path.startsWith('/app')
    if (free || !['POST', 'PUT', 'PATCH'].includes(call.method)) return act(call)
    if (!limits.begin()) return tooFast(limit)
    return act(call).finally(limits.end)
  }

  /** Remembers a write of the connector's to an issue that is not ours. */
  async function watch(call: Call): Promise<void> {
    const [, issue] = /^(\/repos\/[^/]+\/[^/]+\/issues\/\d+)/.exec(call.path) ?? []
    if (call.method === 'GET' || call.token === logins.person || !issue) return
    const { body } = await read(issue)
    if (!String(body).includes('<!-- lockstep:')) strangers.push(`${call.method} ${call.path}`)
  }

  async function act(asked: Call): Promise<Reply> {
    const call = applyRules(asked)
    if (!('path' in call)) return call
    const raw = hooks.answer(call, url) ?? comments.list(call, url) ?? (await emulator.ask(call))
    comments.learn(call, raw)
    const reply = places.show(call, raw)
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
