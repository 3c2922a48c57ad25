import { HttpError } from '../src/domain/errors.ts'

/**
 * Bytes that may be written to a row: below D1's 2,000,000, as the row's own header counts too.
 * https://developers.cloudflare.com/d1/platform/limits/
 */
const rowBytes = 1_990_000

/** Refuses with 413 what no row of D1 can hold. */
export function refuseTooLong(params: readonly unknown[]): void {
  const texts = params.filter((param) => typeof param === 'string')
  // A character has three bytes at the most.
  if (3 * texts.reduce((sum, text) => sum + text.length, 0) <= rowBytes) return
  const encoder = new TextEncoder()
  const bytes = texts.reduce((sum, text) => sum + encoder.encode(text).length, 0)
  if (bytes > rowBytes)
    throw new HttpError(413, `this is ${bytes} bytes to store: at most ${rowBytes} can be kept`)
}
