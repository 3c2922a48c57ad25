import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { mostRefusals } from '../../platform/refusals.ts'
import { answerRefusal } from '../errors.ts'
import { forRequest } from '../request.ts'

/** The cause if a page says itself that the token is wrong. */
export const noToken = 'invalid admin token'

/** Set for a request with a wrong admin token, so that it counts whatever it is answered. */
export const wrongToken = 'wrongToken'

/**
 * Refuses with 429 after ten refusals in a minute at one door from one address: to every admin token, right or wrong, and to
 * scanners and trackers that are refused again. A right secret of a sender is never turned away, as no message may be lost.
 */
export function guardAgainstGuesses(deps: Deps): MiddlewareHandler {
  const { refusals } = deps
  return async (c, next) => {
    const door = doorOf(c)
    const address = addressOf(c, deps)
    if (takesAdminToken(c, door) && refusals.areTooMany(door, address)) throw tooMany()
    await next()
    if (c.res.status !== 403 && !c.get(wrongToken)) return
    const blocked = refusals.areTooMany(door, address)
    logRefusal(c, forRequest(c, deps), { address, count: refusals.add(door, address) })
    if (!blocked) return
    c.res = await answerRefusal(c, deps, tooMany())
  }
}

/** The first segment of the path; a scanner and an account of a tracker have a door each. */
export function doorOf(c: Context): string {
  const [first = '', second = ''] = c.req.path.split('/').slice(1)
  if (first === 'hooks') return `${first}/${second}`
  if (first === 'trackers') return c.req.path
  return first === 'api' ? first : 'admin'
}

function takesAdminToken(c: Context, door: string): boolean {
  const logsIn = c.req.method === 'POST' && c.req.path === '/admin/login'
  return door === 'admin' && (logsIn || c.req.header('authorization') !== undefined)
}

function tooMany(): HttpError {
  const message = 'Too many refused requests from this address. Try again in a minute.'
  return new HttpError(429, message, { 'Retry-After': '60' })
}

/** Returns the sender's address: from the header that the settings name, else from the connection. */
export function addressOf(c: Context, { config }: Deps): string {
  const said = config.clientAddressHeader && c.req.header(config.clientAddressHeader)
  // Each proxy adds to the end; only the last address is our own proxy's word.
  return said?.split(',').at(-1)?.trim() || c.env?.address || 'unknown'
}

function logRefusal(
  c: Context,
  { log }: Deps,
  { address, count }: { readonly address: string; readonly count: number },
): void {
  const reason = c.error instanceof HttpError ? c.error.message : noToken
  const route = { method: c.req.method, route: routePath(c, -1) }
  if (count <= mostRefusals) log('a request was refused', { ...route, address, reason }, 'warning')
  if (count === mostRefusals + 1)
    log('too many refusals: no more are logged for a minute', { ...route, address }, 'warning')
}
