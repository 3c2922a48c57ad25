import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HttpError } from '../domain/errors.ts'

/** The largest form that the log-in takes, in bytes. */
export const loginBytes = 10_000
/** The largest form or message that is not an attachment, in bytes. */
export const messageBytes = 2_000_000

/** Refuses with 413 a body of more than `maxSize` bytes: by its Content-Length, else while it is read. */
export function limitBody(maxSize: number): MiddlewareHandler {
  const onError = () => {
    throw new HttpError(413, `the body is larger than ${maxSize} bytes`)
  }
  const count = bodyLimit({ maxSize, onError })
  return async function bodyLimited(c, next) {
    const length = c.req.header('content-length')
    if (length === undefined || c.req.header('transfer-encoding') !== undefined)
      return count(c, next)
    // hono's middleware opens the body first, which costs more than everything else here.
    return Number(length) > maxSize ? onError() : next()
  }
}
