import type { Context } from 'hono'
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { isSecret } from '../platform/secret.ts'

const cookie = 'lockstep_session'
const sessionMs = 12 * 3_600_000

/**
 * Lets an administrator pass: with `Authorization: Bearer ADMIN_TOKEN`, or with the cookie of a log-in. A form posted
 * with the cookie must come from our own pages. People are sent to the log-in page, programs get 403.
 */
export function requireAdmin(deps: Deps) {
  return createMiddleware(async function adminRequired(c, next) {
    if (await hasBearer(c, deps)) return next()
    if (!(await hasSession(c, deps))) {
      if (c.req.method !== 'GET' || !c.req.header('accept')?.includes('text/html')) {
        throw new HttpError(
          403,
          c.req.header('authorization') ? 'invalid admin token' : 'missing admin token',
        )
      }
      return c.redirect(`/admin/login?next=${encodeURIComponent(c.req.path)}`, 303)
    }
    if (c.req.method !== 'GET') requireOwnForm(c, deps)
    return next()
  })
}

/** Whether the request comes from an administrator; for pages that show strangers less. */
export async function isAdmin(c: Context, deps: Deps): Promise<boolean> {
  return (await hasBearer(c, deps)) || (await hasSession(c, deps))
}

/** Starts a session if the token is right; answers whether it was. */
export async function logIn(c: Context, deps: Deps, token: string): Promise<boolean> {
  const { adminTokens, publicUrl } = deps.config
  if (!(await isSecret(token, adminTokens))) return false
  const until = deps.now() + sessionMs
  await setSignedCookie(c, cookie, String(until), signingKey(token), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl.startsWith('https:'),
    maxAge: sessionMs / 1000,
  })
  return true
}

/** Ends the browser's session. */
export function logOut(c: Context): void {
  deleteCookie(c, cookie, { path: '/' })
}

async function hasBearer(c: Context, deps: Deps): Promise<boolean> {
  const [, token] = c.req.header('authorization')?.match(/^Bearer (\S+)$/i) ?? []
  return token !== undefined && isSecret(token, deps.config.adminTokens)
}

/** Signed by the admin token: a session ends with the token it was started with. */
async function hasSession(c: Context, deps: Deps): Promise<boolean> {
  for (const token of deps.config.adminTokens) {
    const until = await getSignedCookie(c, signingKey(token), cookie)
    if (until && Number(until) > deps.now()) return true
  }
  return false
}

function signingKey(token: string): string {
  return `lockstep session ${token}`
}

/** Lets only a form of our own pages pass. */
export function ownFormsOnly(deps: Deps) {
  return createMiddleware(async function ownFormRequired(c, next) {
    requireOwnForm(c, deps)
    return next()
  })
}

function requireOwnForm(c: Context, deps: Deps): void {
  if (!isOwnForm(c, deps)) throw new HttpError(403, 'This form was not sent by a page of Lockstep.')
}

/** Browsers say where a form comes from, and pages of others cannot forge it. */
function isOwnForm(c: Context, deps: Deps): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = c.req.header('origin')
  return origin === new URL(deps.config.publicUrl).origin || origin === new URL(c.req.url).origin
}
