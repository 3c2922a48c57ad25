import pRetry from 'p-retry'
import { AnswerTooLarge, wholeAnswer } from './answer.ts'
import { strikeCredentials } from './secrets/strike.ts'

/** The one fetch of every connector and source, and how many requests of an attempt wrote. */
export interface CountingFetch {
  readonly fetch: typeof fetch
  /** The requests sent with this signal so far that may have written something. */
  writes(signal: AbortSignal): Writes
}

/** Requests that may have written something, and when the last was sent; null if none was. Epoch milliseconds. */
export interface Writes {
  readonly count: number
  readonly lastAt: number | null
}

/** Retries of one request within an attempt; the job's own retries are the long ones. */
const retries = 2
const transient = [502, 503, 504]
/** The connection was refused or the name not found: the request was surely never sent. */
const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']

/**
 * Wraps `send`: a read is retried after network errors, 502, 503 and 504; a write only if it was surely never sent. Counts
 * requests that write by the signal they carry, as trackers count them. An answer is read whole, up to 10 MB; if it is no
 * success, the request's own credentials are struck from it. Nothing is sent once the time of the signal is over.
 */
export function createFetch(send: typeof fetch, now: () => number): CountingFetch {
  const writes = new WeakMap<AbortSignal, Writes>()
  const writesOf = (signal: AbortSignal) => writes.get(signal) ?? { count: 0, lastAt: null }
  const count = (signal: AbortSignal | null | undefined, by: number) => {
    if (signal) writes.set(signal, { count: writesOf(signal).count + by, lastAt: now() })
  }

  async function sendOnce(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const isRead = reads(input, init)
    const signal = init?.signal ?? (input instanceof Request ? input.signal : null)
    if (signal && isOver(signal, now()))
      throw new DOMException('the time was over before the request was sent', 'TimeoutError')
    if (!isRead) count(signal, 1)
    try {
      const answer = await send(input instanceof Request ? input.clone() : input, init)
      const response = await wholeAnswer(answer, (text) =>
        strikeCredentials(headersOf(input, init), text),
      )
      if (isRead && transient.includes(response.status)) throw new TransientAnswer(response)
      return response
    } catch (error) {
      if (!isRead && wasNeverSent(error)) count(signal, -1)
      throw error
    }
  }

  return {
    writes: writesOf,
    async fetch(input, init) {
      const isRead = reads(input, init)
      const signal = init?.signal
      const retried = pRetry(() => sendOnce(input, init), {
        retries,
        minTimeout: 200,
        maxTimeout: 1000,
        randomize: true,
        ...(signal && { signal }),
        shouldRetry: ({ error }) =>
          isRead ? !signal?.aborted && !(error instanceof AnswerTooLarge) : wasNeverSent(error),
      })
      return retried.catch((error) => {
        if (error instanceof TransientAnswer) return error.response
        throw error
      })
    },
  }
}

/** When the time of signals is over, in epoch milliseconds. */
const ends = new WeakMap<AbortSignal, number>()

/** A signal that aborts at `at`, in epoch milliseconds. In a process that stands still it does so late: fetch knows by the clock. */
export function abortAt(at: number, now: number): AbortSignal {
  const signal = AbortSignal.timeout(Math.max(0, at - now))
  ends.set(signal, at)
  return signal
}

function isOver(signal: AbortSignal, now: number): boolean {
  return signal.aborted || now >= (ends.get(signal) ?? Number.POSITIVE_INFINITY)
}

/** Whether an error says that its request never reached anybody: nothing can have been written. */
export function wasNeverSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as Error & { readonly code?: unknown }
  if (neverSent.includes(String(code))) return true
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.every(wasNeverSent)
  return wasNeverSent(error.cause)
}

class TransientAnswer extends Error {
  readonly response: Response

  constructor(response: Response) {
    super(`answered ${response.status}`)
    this.response = response
  }
}

function headersOf(input: RequestInfo | URL, init?: RequestInit): Headers {
  return new Headers(init?.headers ?? (input instanceof Request ? input.headers : {}))
}

function reads(input: RequestInfo | URL, init?: RequestInit): boolean {
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET')
  return method === 'GET' || method === 'HEAD'
}
