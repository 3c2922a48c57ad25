import type { IncomingMessage } from 'node:http'
import { type Call, type Json, type Reply, refusal } from './wire.ts'

/** Whose requests are taken. */
export interface Logins {
  /** The connector's good token until `accept` says otherwise. */
  readonly bot: string
  readonly person: string
  accept(...tokens: string[]): void
  /** The request as a call, or GitHub's refusal of who sends it. */
  read(request: IncomingMessage, body: string, url: string): Call | Reply
  /** Remembers the installation tokens that are handed out. */
  learn(call: Call, reply: Reply): void
}

/** Tokens, which the emulator does not check: it takes an unknown one for its first user's. */
export function openLogins(now: () => number): Logins {
  const bot = 'ghp_lockstepBot'
  const person = 'ghp_casey'
  let good = new Set([bot])
  const installations = new Map<string, number>()
  return {
    bot,
    person,
    accept(...tokens) {
      good = new Set(tokens)
      installations.clear()
    },
    read(request, body, url) {
      const { pathname, searchParams } = new URL(request.url ?? '/', url)
      const path = decodeURIComponent(pathname)
      const token = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const login = loginOf(token, path)
      if (login === null) return refusal(401, token ? 'Bad credentials' : 'Requires authentication')
      return {
        method: request.method ?? 'GET',
        path,
        query: searchParams,
        token,
        login,
        ifNoneMatch: request.headers['if-none-match'],
        body: body ? (JSON.parse(body) as Json) : null,
      }
    },
    learn(call, reply) {
      if (!call.path.endsWith('/access_tokens') || reply.status !== 201) return
      const { token, expires_at } = JSON.parse(reply.body) as { token: string; expires_at: string }
      installations.set(token, Date.parse(expires_at))
    },
  }

  /** Empty for an App's, which the emulator checks itself; null for one that is not good. */
  function loginOf(token: string, path: string): string | null {
    if (token === person) return 'casey'
    if (good.has(token)) return 'lockstep-bot'
    if (token.startsWith('eyJ') && path.startsWith('/app')) return ''
    return (installations.get(token) ?? 0) > now() ? '' : null
  }
}
