import type { IncomingMessage } from 'node:http'
import type { Json } from '../../kit/server.ts'
import { casey } from '../people.ts'
import { type Route, routeFor } from './routes.ts'
import { type Call, Refusal } from './wire.ts'

// Scoped tokens come by https://api.atlassian.com/ex/jira/{cloudId}
// Version 2 says which Jira it is, as Data Center knows no other.
const base = /^(?:\/ex\/jira\/[^/]+)?\/rest\/api\/(?:3(?=\/)|2(?=\/serverInfo$))/

/** A request of that account, and what it is for; throws where there is no account or no route. */
export function readRequest(
  { method = 'GET', url = '/', headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  raw: Buffer,
  user: string | null,
): { readonly call: Call; readonly route: Route } {
  if (!user) throw new Refusal(401, 'Client must be authenticated to access this resource.')
  const { pathname, searchParams: query } = new URL(url, 'http://jira')
  const path = base.test(pathname) ? decodeURIComponent(pathname.replace(base, '')) : ''
  const route = routeFor(method, path)
  if (!route) throw new Refusal(404, `No such resource: ${method} ${pathname}`)
  const isPerson = user === casey.accountId
  return { call: { method, path, query, headers, user, isPerson, raw, body: bodyOf() }, route }

  function bodyOf(): Json {
    const isJson = String(headers['content-type']).startsWith('application/json')
    return isJson && raw.length > 0 ? (JSON.parse(raw.toString()) as Json) : {}
  }
}
