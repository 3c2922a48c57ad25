import type { Context } from 'hono'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { isAdmin } from './login/session.ts'
import { addressOf } from './refusals/guard.ts'

/**
 * Returns the refusal of an address that is not served. An administrator reads which one, and what would turn it on; a
 * stranger learns nothing of what is set up.
 */
export async function noSuchAddress(c: Context, deps: Deps): Promise<HttpError> {
  if (!(await mayKnow(c, deps))) return new HttpError(404, 'There is no such address.')
  const [first = '', second = ''] = c.req.path.split('/').slice(1)
  const off = first === 'hooks' ? deps.config.allSources.find(({ id }) => id === second) : undefined
  if (off) return new HttpError(404, `${off.name} is off: set ${off.secrets.join(' and ')}.`)
  // What follows may hold a token.
  const path = [first, second].filter(Boolean).join('/')
  return new HttpError(404, `No such address: ${c.req.method} /${path}.`)
}

/** An admin token is not to be found by trying it here. */
async function mayKnow(c: Context, deps: Deps): Promise<boolean> {
  const { refusals } = deps
  const address = addressOf(c, deps)
  if (refusals.areTooMany('admin', address)) return false
  return isAdmin(c, deps).catch(() => {
    refusals.add('admin', address)
    return false
  })
}
