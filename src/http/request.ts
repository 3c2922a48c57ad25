import type { Context } from 'hono'
import { requestId } from 'hono/request-id'
import { type Deps, withRequestId } from '../deps.ts'

/** Names each request: by its own `X-Request-Id` if that is well-formed, else anew. The answer carries the name. */
export const nameRequests = requestId({ limitLength: 100 })

/** What a handler works with: whatever it writes and logs carries the request's id. */
export function forRequest(c: Context, deps: Deps): Deps {
  return withRequestId(deps, c.get('requestId') ?? null)
}

/** The only headers that the inbox keeps: none proves identity. */
const keptNames = [
  'content-type',
  'user-agent',
  'idempotency-key',
  'x-corgea-event',
  'x-corgea-delivery',
  'x-github-event',
  'x-github-delivery',
  'x-atlassian-webhook-identifier',
]
const keptLength = 200

/** The headers of a request that the inbox keeps. */
export function keptHeaders(headers: Headers): Record<string, string> {
  const kept = keptNames.map((name) => [name, headers.get(name)?.slice(0, keptLength)] as const)
  return Object.fromEntries(kept.filter((pair): pair is [string, string] => Boolean(pair[1])))
}
