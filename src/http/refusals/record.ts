import type { Context, MiddlewareHandler } from 'hono'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { writeRefused } from '../../intake/message.ts'
import { aboutIssue } from '../log-requests.ts'
import { forRequest, keptHeaders } from '../request.ts'
import { addressOf, doorOf, noToken } from './guard.ts'

/** Set by a route to the text of an authentic message that it understood: if it is refused, it can be processed again. */
export const understood = 'understood'

/**
 * Keeps a row in the inbox of every message that is refused, and of every refused log-in: the cause, and the text only if it
 * was understood. Whatever becomes of that row, the answer stays.
 */
export function recordRefusals(deps: Deps): MiddlewareHandler {
  return async (c, next) => {
    await next()
    const source = refusedSender(c, deps)
    if (source === null) return
    const own = forRequest(c, deps)
    await writeRefused(own, {
      source,
      status: c.res.status,
      reason: c.error instanceof HttpError ? c.error.message : noToken,
      address: addressOf(c, deps),
      issueId: c.get(aboutIssue) ?? null,
      headers: keptHeaders(c.req.raw.headers),
      body: c.get(understood) ?? null,
    }).catch((error) => own.log('a refusal was not recorded', { error }, 'error'))
  }
}

const noRoom = 507

/** Who was refused, by a name of ours and never by the path, which may hold a token. Null if the request was not refused. */
function refusedSender(c: Context, { sources, accounts }: Deps): string | null {
  const { status } = c.res
  const [, kind = '', ...ids] = c.req.path.split('/')
  if (doorOf(c) === 'admin') return status === 403 || status === 429 ? 'admin' : null
  // Of our own failures only this one is for the operator to end.
  if (status !== noRoom && (status < 400 || status >= 500)) return null
  if (kind === 'api') return 'kondukto'
  const known = kind === 'hooks' ? sources : accounts
  return ids.slice(0, 2).findLast((id) => known.has(id)) ?? 'unknown'
}
