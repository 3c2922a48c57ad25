import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'

/** Refuses with 403 a form that no page of ours sent. Runs before the body is read. */
export function ownFormsOnly(deps: Deps) {
  return createMiddleware(async function ownFormRequired(c, next) {
    requireOwnForm(c, deps)
    return next()
  })
}

/**
 * Refuses with 403 a request that no page of ours sent. Browsers say where a request comes from, and other sites cannot
 * forge it. Stricter than `hono/csrf`: all content types, and both headers must agree.
 */
export function requireOwnForm(c: Context, { config }: Deps): void {
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  const own = [config.publicUrl, c.req.url].some((url) => new URL(url).origin === origin)
  if (site === undefined ? !own : site !== 'same-origin')
    throw new HttpError(403, 'This form was not sent by a page of Lockstep. Open the page again.')
}
