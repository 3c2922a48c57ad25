import { createMiddleware } from 'hono/factory'
import { HttpError } from '../domain/errors.ts'
import { isSecret } from '../platform/secrets/secret.ts'

/** Lets a request pass that carries one of `secrets` in `header`; refuses others with 403 and the vendor's words. */
export function requireSecret(header: string, secrets: readonly string[]) {
  return createMiddleware(async function secretRequired(c, next) {
    const given = c.req.header(header)
    if (!given) throw new HttpError(403, 'missing secret key')
    if (!(await isSecret(given, secrets))) throw new HttpError(403, 'invalid secret key')
    await next()
  })
}
