import { TrackerError } from '../../src/domain/errors.ts'
import type { AdapterContext } from '../../src/platform/adapter.ts'
import { noAnswer, retryAfterMs } from '../../src/platform/retry-after.ts'
import { parseJson } from './answer.ts'
import { kindOfStatus } from './status.ts'

/** One request to a JSON API; returns the JSON in the answer, undefined if it has no text. */
export type JsonApi = (
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly signal: AbortSignal },
) => Promise<unknown>

/**
 * Opens a JSON API. Its calls throw only TrackerError, end when their signal aborts, never retry, and follow
 * no redirect, so that the log-in goes nowhere else. `name` is the tracker's, for messages.
 */
export function openJsonApi(
  { name, url, headers }: { name: string; url: string; headers: Record<string, string> },
  { fetch, now }: Pick<AdapterContext, 'fetch' | 'now'>,
): JsonApi {
  return async (method, path, { body, signal }) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const { response, text } = await exchange(`${url}${path}`, {
      ...{ method, signal, redirect: 'manual', ...sent },
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    })
    const json = parseJson(text)
    if (!response.ok) throw refusal(response, json)
    if (json === undefined && text !== '')
      throw new TrackerError('unavailable', `${name}'s answer (${response.status}) is no JSON`)
    return json
  }

  async function exchange(address: string, init: RequestInit) {
    try {
      const response = await fetch(address, init)
      return { response, text: await response.text() }
    } catch (cause) {
      throw new TrackerError('unavailable', noAnswer(name, cause), { cause })
    }
  }

  function refusal({ status, headers: got }: Response, json: unknown): TrackerError {
    const kind = kindOfStatus(status)
    const { message } = Object(json) as { message?: unknown }
    const words = typeof message === 'string' ? oneLine(message) : ''
    const wait = kind === 'limited' ? retryAfterMs(got.get('retry-after'), now()) : null
    return new TrackerError(kind, words || `${name} answered ${status} without a reason`, {
      retryAfterMs: wait,
    })
  }
}

/** A tracker's words on one line, at most 500 characters. */
export function oneLine(words: string): string {
  return words.replace(/\s+/g, ' ').trim().slice(0, 500)
}
