import { type FailureKind, TrackerError } from '../../src/core/failure.ts'

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
    retryAfterMs: kind === 'limited' ? waitOf(refusal, now) : null,
    limits: isOfIssue ? 'issue' : 'account',
  })
}

/** Jira's words about each field it refused, by the field's id; none where it refused for another reason. */
export function refusedFields(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof TrackerError) || error.kind !== 'rejected') return {}
  return fieldsOf((error.cause as Partial<Refusal> | undefined)?.body)
}

/** Says why there was no answer by error code or name only: a message may hold what was sent. */
export function noAnswer(error: unknown): string {
  let cause = error as { code?: unknown; name?: unknown; cause?: unknown } | undefined
  while (cause?.cause && typeof cause.code !== 'string') cause = cause.cause as typeof cause
  const reason = typeof cause?.code === 'string' ? cause.code : (cause?.name ?? 'unknown reason')
  return `Jira gave no answer (${reason})`
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

/** Milliseconds to wait, or null where Jira does not say. What is neither seconds nor a date is ignored. */
function waitOf({ headers }: Refusal, now: number): number | null {
  const told = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(told)) return Number(told) * 1000
  const at = /^[A-Z][a-z]{2},/.test(told) ? Date.parse(told) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
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
