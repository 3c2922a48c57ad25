import type { MiddlewareHandler } from 'hono'
import { HttpError } from '../domain/errors.ts'

/** Refuses a compressed body with 415, so that it is not taken for invalid JSON. */
export const refuseCompressed: MiddlewareHandler = async (c, next) => {
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() ?? ''
  if (encoding !== '' && encoding !== 'identity')
    throw new HttpError(415, `the body is compressed (${encoding}): send it as it is`)
  return next()
}
