import { type FailureKind, TrackerError } from '../../src/domain/errors.ts'
import { retryAfterMs } from '../../src/platform/retry-after.ts'

/** An answer of Jira's that is no success. `body` is parsed JSON, or text where it was not JSON. */
export interface Refusal {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** What is kept of a response that says no. */
export function refusalOf({ status, headers }: Response, body: unknown): Refusal {
  return { status, headers, body }
}

/** Translates an answer. `now` is epoch milliseconds. https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ */
export function translate(refusal: Refusal, now: number): TrackerError {
  const kind = kindOf(refusal)
  const isOfIssue = refusal.headers.get('ratelimit-reason') === 'jira-per-issue-on-write'
  return new TrackerError(kind, wordsOf(refusal), {
    cause: refusal,
    retryAfterMs: kind === 'limited' ? retryAfterMs(refusal.headers.get('retry-after'), now) : null,
    limits: isOfIssue ? 'issue' : 'account',
  })
}

/** Jira's words about each field it refused, by the field's id; none where it refused for another reason. */
export function refusedFields(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof TrackerError) || error.kind !== 'rejected') return {}
  return fieldsOf((error.cause as Partial<Refusal> | undefined)?.body)
}

function kindOf({ status, headers, body }: Refusal): FailureKind {
  // Jira answers some requests of a refused log-in as those of a stranger.
  const login = headers.get('x-seraph-loginreason') ?? ''
  if (status === 401 || /AUTHENTICATED_FAILED|AUTHENTICATION_DENIED/.test(login))
    return 'unauthorized'
  if (status === 429) return 'limited'
  if (status === 403) return 'forbidden'
  if (status === 400 && /permission|cannot create issues/i.test(fieldsOf(body).project ?? ''))
    return 'forbidden'
  if (status === 404 || status === 410) return 'missing'
  // 409: somebody else changes the issue just now.
  const passes = status >= 500 || status === 408 || status === 409
  return passes || (status >= 300 && status < 400) ? 'unavailable' : 'rejected'
}

/** Jira's own words, on one line, at most 500 characters; a proxy's page is not worth more than its status. */
function wordsOf({ status, body }: Refusal): string {
  const { errorMessages, message } = (body ?? {}) as { errorMessages?: unknown; message?: unknown }
  const general = Array.isArray(errorMessages) ? errorMessages.map(String) : []
  const fields = Object.entries(fieldsOf(body)).map(([field, words]) => `${field}: ${words}`)
  const words = [...general, ...fields, ...(typeof message === 'string' ? [message] : [])].join(
    '; ',
  )
  return words.replace(/\s+/g, ' ').slice(0, 500) || `Jira answered ${status} without a reason`
}

function fieldsOf(body: unknown): Record<string, string> {
  const errors = (body as { errors?: unknown } | null | undefined)?.errors
  if (typeof errors !== 'object' || errors === null || Array.isArray(errors)) return {}
  return Object.fromEntries(Object.entries(errors).map(([field, words]) => [field, String(words)]))
}
