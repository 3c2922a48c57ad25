import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { endSession, findSession, startSession } from '../../../db/tables/sessions.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { bytesOf } from '../../platform/bytes.ts'
import { isHmac, signHmac } from '../../platform/secrets/hmac.ts'
import { findSecret, isSecret, randomSecret } from '../../platform/secrets/secret.ts'
import { sha256Hex } from '../../text/hash.ts'
import { wrongToken } from '../refusals/guard.ts'
import { requireOwnForm } from './own-form.ts'

const name = 'lockstep_session'
/** How long a session lasts. */
export const sessionMs = 12 * 3_600_000

/**
 * Lets an administrator pass: with `Authorization: Bearer ADMIN_TOKEN`, or with the cookie of a log-in. A form posted
 * with the cookie must come from our own pages. People are sent to the log-in page, programs get 403.
 */
export function requireAdmin(deps: Deps) {
  return createMiddleware(async function adminRequired(c, next) {
    if (await hasBearer(c, deps)) return next()
    if (!(await hasSession(c, deps))) {
      if (c.req.method !== 'GET' || !c.req.header('accept')?.includes('text/html'))
        throw new HttpError(403, 'missing admin token')
      const next = c.req.path + new URL(c.req.url).search
      return c.redirect(`/admin/login?next=${encodeURIComponent(next)}`, 303)
    }
    if (c.req.method !== 'GET') requireOwnForm(c, deps)
    return next()
  })
}

/** Whether the request comes from an administrator; for pages that show strangers less. Refuses a wrong token. */
export async function isAdmin(c: Context, deps: Deps): Promise<boolean> {
  return (await hasBearer(c, deps)) || (await hasSession(c, deps))
}

/** Starts a session if the token is right; returns whether it was. */
export async function logIn(c: Context, deps: Deps, token: string): Promise<boolean> {
  const secret = await findSecret(token, deps.config.adminTokens)
  if (secret === null) return false
  const value = randomSecret()
  const now = deps.now()
  const expiresAt = now + sessionMs
  const [id, proof] = await Promise.all([sha256Hex(value), signHmac(bytesOf(secret), value)])
  await startSession(deps.db, { id, proof, expiresAt }, now)
  setCookie(c, name, value, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: sessionMs / 1000,
    ...(prefix(deps) && { prefix: 'host', secure: true }),
  })
  return true
}

/** The id of the session that the cookie names; null without a cookie. */
export async function sessionId(c: Context, deps: Pick<Deps, 'config'>): Promise<string | null> {
  const value = getCookie(c, name, prefix(deps))
  return value ? sha256Hex(value) : null
}

/** Ends the session: its cookie is worth nothing afterwards. */
export async function logOut(c: Context, deps: Deps): Promise<void> {
  const id = await sessionId(c, deps)
  if (id) await endSession(deps.db, id)
  deleteCookie(c, name, { path: '/', ...(prefix(deps) && { prefix: 'host', secure: true }) })
}

/** Refuses a token that is wrong, so that every guess counts. */
async function hasBearer(c: Context, { config }: Deps): Promise<boolean> {
  const authorization = c.req.header('authorization')
  if (authorization === undefined) return false
  const [, token = ''] = /^Bearer (\S+)$/i.exec(authorization) ?? []
  if (await isSecret(token, config.adminTokens)) return true
  c.set(wrongToken, true)
  throw new HttpError(403, 'invalid admin token')
}

/** A session also ends when the admin token that it was started with is replaced. */
async function hasSession(c: Context, { db, config, now }: Deps): Promise<boolean> {
  const value = getCookie(c, name, prefix({ config }))
  const session = value ? await findSession(db, await sha256Hex(value)) : null
  if (!value || !session || session.expiresAt <= now()) return false
  const proofs = config.adminTokens.map((token) => isHmac(bytesOf(token), session.proof, [value]))
  return (await Promise.all(proofs)).some(Boolean)
}

/** Behind TLS the name begins with `__Host-`: no neighbouring host can set such a cookie. */
function prefix({ config }: Pick<Deps, 'config'>): 'host' | undefined {
  return config.publicUrl.startsWith('https:') ? 'host' : undefined
}
