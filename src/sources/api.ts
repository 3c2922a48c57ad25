import type { ZodType } from 'zod'
import { type FailureKind, TrackerError } from '../domain/errors.ts'
import type { AdapterContext } from '../platform/adapter.ts'
import { noAnswer, retryAfterMs } from '../platform/retry-after.ts'

/** One request to a scanner's API. */
export interface ApiCall {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Sent as JSON, by POST unless `method` says otherwise. */
  readonly body?: unknown
  readonly method?: 'PUT'
  readonly signal: AbortSignal
}

const kinds: Readonly<Record<number, FailureKind>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'missing',
  410: 'missing',
  429: 'limited',
}

/** An answer of a scanner. */
export interface ApiAnswer<T> {
  readonly data: T
  /**
   * What the answer says was so at this time at the earliest, by the scanner's own clock, in epoch milliseconds. Null if it
   * carries no `Date`.
   */
  readonly asOf: number | null
}

/** Returns the answer in the wanted shape. Throws TrackerError, which contains neither address nor credentials. */
export async function callApi<T>(
  { fetch: send, now }: Pick<AdapterContext, 'fetch' | 'now'>,
  name: string,
  { url, headers, body, method, signal }: ApiCall,
  shape: ZodType<T>,
): Promise<ApiAnswer<T>> {
  const askedAt = now()
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const response = await send(url, {
    headers: { accept: 'application/json', ...json, ...headers },
    redirect: 'manual',
    signal,
    ...(body !== undefined && { method: method ?? 'POST', body: JSON.stringify(body) }),
  }).catch((cause) => {
    throw new TrackerError('unavailable', noAnswer(name, cause), { cause })
  })
  if (response.status !== 200) throw refusal(name, response, now())
  const parsed = shape.safeParse(await response.json().catch(() => null))
  if (!parsed.success)
    throw new TrackerError('unavailable', `${name} gave an answer that cannot be read`)
  const saidAt = Date.parse(response.headers.get('date') ?? '')
  const asOf = Number.isNaN(saidAt) ? null : saidAt - (now() - askedAt)
  return { data: parsed.data, asOf }
}

function refusal(name: string, { status, headers }: Response, now: number): TrackerError {
  const otherwise = status >= 500 ? 'unavailable' : 'rejected'
  return new TrackerError(kinds[status] ?? otherwise, `${name} answered ${status}`, {
    retryAfterMs: retryAfterMs(headers.get('retry-after'), now),
  })
}
