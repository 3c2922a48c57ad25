import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HttpError } from '../domain/errors.ts'

/** The largest form that the log-in takes, in bytes. */
export const loginBytes = 10_000
/** The largest form or message that is not an attachment, in bytes. */
export const messageBytes = 2_000_000

/** Refuses with 413 a body of more than `maxSize` bytes, by its length before it is read where it has one. */
export function limitBody(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new HttpError(413, `the body is larger than ${maxSize} bytes`)
    },
  })
}
