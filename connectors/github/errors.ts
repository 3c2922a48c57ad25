import { type FailureKind, TrackerError } from '../../src/domain/errors.ts'
import { noAnswer, retryAfterMs } from '../../src/platform/retry-after.ts'
import { oneLine } from '../kit/http.ts'
import { kindOfStatus } from '../kit/status.ts'

/**
 * What Octokit throws once GitHub has answered. `data` is parsed JSON, or text where it was not
 * JSON.
 */
export interface Refusal {
  readonly status: number
  readonly response: {
    readonly headers: Readonly<Record<string, string | number | undefined>>
    readonly data: unknown
  }
}

/** One entry of `errors` in a 422. Older endpoints give plain text. */
type Detail = string | { message?: unknown; field?: unknown; code?: unknown }

/** Whether `error` is an answer of GitHub's, as opposed to none at all. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && typeof (error as Partial<Refusal>).response?.headers === 'object'
}

/**
 * Translates whatever a call threw. Without an answer it is `unavailable`, whatever the message
 * says: Node and Workers word a broken connection differently. `now` is epoch milliseconds.
 */
export function translate(error: unknown, now: number): TrackerError {
  if (error instanceof TrackerError) return error
  if (!isRefusal(error))
    return new TrackerError('unavailable', noAnswer('GitHub', error), { cause: error })
  const kind = kindOf(error)
  const retryAfterMs = kind === 'limited' ? waitOf(error, now) : null
  const scope = kind === 'forbidden' && says(error, ofOneIssue) ? 'issue' : 'account'
  const deleted = kind === 'missing' && error.status === 410
  return new TrackerError(kind, wordsOf(error), { cause: error, retryAfterMs, scope, deleted })
}

/** The words of a 403 about one issue alone: others can be written. Comments end at 2,500 for an issue. */
const ofOneIssue = /issue is locked|commenting is disabled on issues with more than/i

/** Whether a 422 is about the named field. */
export function isAbout(error: unknown, field: string): boolean {
  const cause = error instanceof TrackerError ? error.cause : error
  return (
    isRefusal(cause) &&
    detailsOf(cause).some((detail) => typeof detail === 'object' && detail?.field === field)
  )
}

function kindOf(refusal: Refusal): FailureKind {
  const { status } = refusal
  if (isLimit(refusal)) return 'limited'
  // A repository whose issues are turned off says nothing about this issue.
  if (status === 410 && says(refusal, /disabled/i)) return 'forbidden'
  return kindOfStatus(status)
}

/**
 * A limit that does not say 429. Content creation has limits that come as a 403 or a 422 without
 * any header: docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api,
 * github.com/cli/cli/issues/4801
 */
function isLimit(refusal: Refusal): boolean {
  const { status, response } = refusal
  if (status !== 403 && status !== 422) return false
  const saysWhen = response.headers['retry-after'] !== undefined
  const spent = String(response.headers['x-ratelimit-remaining']) === '0'
  if (status === 403 && (saysWhen || spent)) return true
  return says(refusal, /secondary rate|abuse detection|submitted too quickly/i)
}

function says({ response }: Refusal, words: RegExp): boolean {
  return words.test(JSON.stringify(response.data) ?? '')
}

/** Milliseconds to wait, or null if GitHub does not say. */
function waitOf({ response: { headers } }: Refusal, now: number): number | null {
  const delay = retryAfterMs(headers['retry-after'], now)
  if (delay !== null || String(headers['x-ratelimit-remaining']) !== '0') return delay
  const reset = Number(headers['x-ratelimit-reset'])
  return reset > 0 ? Math.max(0, reset * 1000 - now) : null
}

/**
 * GitHub's own words, on one line, at most 500 characters; a proxy's page is not worth more than
 * its status.
 */
function wordsOf(refusal: Refusal): string {
  const { data } = refusal.response
  const message = (data as { message?: unknown } | null)?.message
  if (typeof message !== 'string') return `GitHub answered ${refusal.status} without a reason`
  const details = detailsOf(refusal).flatMap((detail) => readable(detail) || [])
  const words = details.length > 0 ? `${message} (${details.join('; ')})` : message
  return oneLine(words)
}

function detailsOf({ response: { data } }: Refusal): Detail[] {
  const errors = (data as { errors?: unknown } | null)?.errors
  return Array.isArray(errors) ? errors : []
}

function readable(detail: Detail): string {
  if (typeof detail !== 'object' || detail === null) return String(detail)
  return detail.message
    ? String(detail.message)
    : [detail.field, detail.code].filter(Boolean).join(' ')
}
