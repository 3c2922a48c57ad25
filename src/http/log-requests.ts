import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Deps } from '../deps.ts'
import type { Level } from '../platform/log.ts'

/** Set by a handler that knows which issue a request is about. */
export const aboutIssue = 'aboutIssue'

/** Asked again and again by machines: a line each would hide the others. */
const quiet = ['/healthz', '/readyz', '/metrics']

/** Refusals have a line of their own, with the cause, until there are too many. */
const refused = [403, 429]

/** Writes one line for each request: the route and not the path, which may hold a token. */
export function logRequests({ log, now }: Pick<Deps, 'log' | 'now'>): MiddlewareHandler {
  return async (c, next) => {
    const began = now()
    await next()
    const { status } = c.res
    const what = { method: c.req.method, route: routePath(c, -1), status }
    log('a request', { ...what, took: now() - began, ...idsOf(c) }, levelOf(c.req.path, status))
  }
}

function idsOf(c: Context): Record<string, string> {
  const ids = { requestId: c.get('requestId'), issueId: c.get(aboutIssue) }
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id))
}

function levelOf(path: string, status: number): Level {
  if (quiet.includes(path) || refused.includes(status)) return 'debug'
  if (status >= 500) return 'error'
  return status >= 400 ? 'warning' : 'info'
}
