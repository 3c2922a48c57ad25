import { createEmulator } from 'emulate'
import type { Clock } from '../kit/clock.ts'
import { spareRepos } from './places.ts'
import { seedIssues } from './seed.ts'
import type { Call, Json, Reply } from './wire.ts'

/** A GitHub App known to the emulator, installed on acme/shop. */
export interface App {
  readonly id: number
  readonly installationId: number
  /** PEM. */
  readonly privateKey: string
}

/** The GitHub behind the front. */
export interface Emulator {
  /** Passes a call on. Stamps are of the real clock, addresses are the front's. */
  ask(call: Call): Promise<Reply>
  /**
   * Whether the issue at this API address is closed as a duplicate, which the emulator does not
   * know.
   */
  isDuplicate(issue: string): boolean
  /** Files so many issues in acme/shop. */
  seed(count: number): Promise<void>
  /** The ids of its repositories by their names in it. */
  ids(): Promise<Map<string, number>>
  reset(): Promise<void>
  stop(): Promise<void>
}

const logins = ['acme', 'casey', 'lockstep-bot']
// The emulator lets 5,000 requests an hour pass for each token, by the real clock.
const spares = Array.from({ length: 10 }, (_, number) => number)

/**
 * Vercel's stateful GitHub emulator, pinned by package.json, with the repository acme/shop. `url`
 * is the front's.
 */
export async function openEmulator(url: string, clock: Clock, app: App | null): Promise<Emulator> {
  const emulator = await createEmulator({ service: 'github', port: 0, seed: seedOf(app) })
  const inside = emulator.url.replace('localhost', '127.0.0.1')
  const itself = new RegExp(`http://(?:localhost|127\\.0\\.0\\.1):${new URL(inside).port}`, 'g')
  const duplicates = new Set<string>()
  let asked = 0
  await admitPeople()
  return {
    ask,
    async ids() {
      const repos = ['shop', 'other', ...spareRepos].map(async (name) => {
        const response = await fetch(`${inside}/repos/acme/${name}`, {
          headers: { authorization: `Bearer ${spare('acme')}` },
        })
        return [`acme/${name}`, ((await response.json()) as { id: number }).id] as const
      })
      return new Map(await Promise.all(repos))
    },
    isDuplicate: (issue) => duplicates.has(issue),
    async reset() {
      emulator.reset()
      duplicates.clear()
      await admitPeople()
    },
    seed: (count) => seedIssues(Number(new URL(inside).port), count, () => spare('acme')),
    stop: () => emulator.close(),
  }

  async function ask(call: Call): Promise<Reply> {
    const body = call.method === 'PATCH' && call.body ? await asPatched(call, call.body) : call.body
    const response = await fetch(`${inside}${call.path}?${pageQuery(call.query, clock)}`, {
      method: call.method,
      headers: { authorization: `Bearer ${insideToken(call)}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const type = response.headers.get('content-type') ?? 'text/plain'
    const link = response.headers.get('link')?.replace(itself, url)
    return {
      status: response.status,
      // Like GitHub, which gives a cursor beside the number and wants it beyond the tenth page.
      headers: {
        'content-type': type,
        ...(link && { link: link.replace(/([?&])page=(\d+)/g, '$1page=$2&after=page-$2') }),
      },
      body: (await response.text()).replace(itself, url),
    }
  }

  function insideToken({ token, login }: Call): string {
    return logins.includes(login) ? spare(login) : token
  }

  function spare(login: string): string {
    return `${login}-${Math.floor(asked++ / 4_000) % spares.length}`
  }

  /**
   * GitHub ignores `state_reason` unless the state changes, and knows duplicates; the emulator
   * neither.
   */
  async function asPatched(call: Call, body: Json): Promise<Json> {
    if (!body.state || !/\/issues\/\d+$/.test(call.path)) return body
    const { state: has } = JSON.parse(
      (await ask({ ...call, method: 'GET', body: null })).body,
    ) as Json
    const { state, state_reason, ...rest } = body
    if (has === state) return rest
    if (state_reason !== 'duplicate') {
      duplicates.delete(`${url}${call.path}`)
      return body
    }
    duplicates.add(`${url}${call.path}`)
    return { ...rest, state, state_reason: 'not_planned' }
  }

  async function admitPeople(): Promise<void> {
    for (const login of logins.slice(1)) {
      await fetch(`${inside}/repos/acme/shop/collaborators/${login}`, {
        method: 'PUT',
        headers: { authorization: 'Bearer acme-0', 'content-type': 'application/json' },
        body: '{"permission":"push"}',
      })
    }
  }
}

function pageQuery(asked: URLSearchParams, clock: Clock): URLSearchParams {
  const query = new URLSearchParams(asked)
  const since = query.get('since')
  if (since) query.set('since', clock.real(since))
  const after = query.get('after')?.replace('page-', '')
  if (after) query.set('page', after)
  query.delete('after')
  return query
}

function seedOf(app: App | null) {
  const tokens = logins.flatMap((login) => spares.map((spare) => [`${login}-${spare}`, { login }]))
  const permissions = { issues: 'write', contents: 'write', metadata: 'read' }
  const installation = app && { installation_id: app.installationId, account: 'acme', permissions }
  const known = app && {
    app_id: app.id,
    slug: 'lockstep',
    name: 'Lockstep',
    private_key: app.privateKey,
    permissions,
    installations: [installation],
  }
  const repos = ['shop', 'other', ...spareRepos].map((name) => ({ owner: 'acme', name }))
  const users = logins.map((login) => ({ login }))
  return {
    tokens: Object.fromEntries(tokens),
    github: { users, repos, ...(known && { apps: [known] }) },
  }
}
