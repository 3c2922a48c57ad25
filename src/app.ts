import { type ErrorHandler, Hono, type MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { getPath } from 'hono/utils/url'
import { actions } from './console/api/action-operations.ts'
import { olderOperations } from './console/api/older-operations.ts'
import { reads } from './console/api/read-operations.ts'
import { consoleRoutes } from './console/index.ts'
import type { Deps } from './deps.ts'
import { HttpError } from './domain/errors.ts'
import { refuseCompressed } from './http/encoding.ts'
import { answerRefusal } from './http/errors.ts'
import { answerHeaders, pageHeaders } from './http/headers.ts'
import { healthRoutes } from './http/health/health.ts'
import { metricsRoutes } from './http/health/metrics.ts'
import { hookRoutes } from './http/hooks.ts'
import { konduktoRoutes } from './http/kondukto/routes.ts'
import { logRequests } from './http/log-requests.ts'
import { adminRoutes } from './http/login/routes.ts'
import { noSuchAddress } from './http/no-such-address.ts'
import { operations } from './http/openapi/operations.ts'
import { pageOperations } from './http/openapi/page-operations.ts'
import { openapiRoutes } from './http/openapi/routes.ts'
import { tidyPath } from './http/path.ts'
import { permalinkRoutes } from './http/permalink.ts'
import { guardAgainstGuesses } from './http/refusals/guard.ts'
import { recordRefusals } from './http/refusals/record.ts'
import { forRequest, nameRequests } from './http/request.ts'
import { trackerRoutes } from './http/trackers.ts'

/** Everything that is served, in the order of the reference page. */
const allOperations = [...operations, ...reads, ...actions, ...olderOperations, ...pageOperations]

/**
 * The HTTP side: every audience's routes, and one place that turns errors into answers. `trackerPages` are the embedded
 * tracker's.
 */
export function createApp(deps: Deps, trackerPages: Hono): Hono {
  const app = new Hono({ getPath: (request) => tidyPath(getPath(request)) })
  app.use(answerHeaders, nameRequests, logRequests(deps), recordRefusals(deps))
  app.use(guardAgainstGuesses(deps), refuseCompressed)
  app.route('/', healthRoutes(deps))
  app.route('/', metricsRoutes(deps))
  app.use(refuseWhileBehind(deps))
  app.use('/admin/*', pageHeaders(deps))
  app.get('/', leadToConsole)
  app.route('/', openapiRoutes(deps, allOperations))
  app.route('/admin', adminRoutes(deps, [consoleRoutes(deps), trackerPages]))
  app.route('/api/v1', konduktoRoutes(deps))
  app.route('/i', permalinkRoutes(deps))
  app.route('/hooks', hookRoutes(deps))
  app.route('/trackers', trackerRoutes(deps))
  app.notFound(async (c) => answerRefusal(c, deps, await noSuchAddress(c, deps)))
  app.onError(answerError(deps))
  return app
}

/** Refuses requests that may write until the store has this version's schema; a scanner's GET may write too. */
function refuseWhileBehind({ db }: Deps): MiddlewareHandler {
  return async (c, next) => {
    const reads = c.req.method === 'GET' && !c.req.path.startsWith('/hooks/')
    if (!reads && (await db.isBehind()))
      throw new HttpError(503, 'the store waits for its migrations: try again')
    return next()
  }
}

/** A person who opens the bare address wants the console. A program that asks for it has the wrong address. */
const leadToConsole: MiddlewareHandler = async (c, next) =>
  c.req.header('accept')?.includes('text/html') ? c.redirect('/admin', 303) : next()

/** Returns a refusal to its sender. Any other error is ours: the log gets it, and the sender is asked to try again. */
function answerError(deps: Deps): ErrorHandler {
  return (error, c) => {
    if (error instanceof HttpError) return answerRefusal(c, deps, error)
    // Not the path: it may hold a token.
    const data = { method: c.req.method, route: routePath(c, -1), error }
    forRequest(c, deps).log('a request failed', data, 'error')
    const message = 'the store could not be written or read just now: try again'
    return answerRefusal(c, deps, { status: 503, message })
  }
}
