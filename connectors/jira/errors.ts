import { type FailureKind, TrackerError } from '../../src/domain/errors.ts'
import { retryAfterMs } from '../../src/platform/retry-after.ts'
import { oneLine } from '../kit/http.ts'
import { kindOfStatus } from '../kit/status.ts'

/** An HTTP response of Jira's that is no success. `body` is parsed JSON, or text if it was not JSON. */
export interface ErrorResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/**
 * Translates an error response. `now` is epoch milliseconds.
 * https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
 */
export function translate(response: ErrorResponse, now: number): TrackerError {
  const kind = kindOf(response)
  const isOfIssue = response.headers.get('ratelimit-reason') === 'jira-per-issue-on-write'
  const wait = kind === 'limited' ? response.headers.get('retry-after') : null
  return new TrackerError(kind, wordsOf(response), {
    cause: response,
    retryAfterMs: retryAfterMs(wait, now),
    scope: isOfIssue ? 'issue' : 'account',
  })
}

/**
 * Whether Jira has refused the log-in though it answers: some requests of a refused log-in are
 * answered as an anonymous user's, with 200 and nothing in it.
 */
export function isLoginRefused(headers: Headers): boolean {
  const reason = headers.get('x-seraph-loginreason') ?? ''
  return /AUTHENTICATED_FAILED|AUTHENTICATION_DENIED/.test(reason)
}

/** Jira's words about each field it refused, by the field's id; none if it refused for another reason. */
export function refusedFields(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof TrackerError) || error.kind !== 'rejected') return {}
  return fieldsOf((error.cause as Partial<ErrorResponse> | undefined)?.body)
}

function kindOf({ status, headers, body }: ErrorResponse): FailureKind {
  // A token that lacks one scope works for everything else.
  if (status === 401 && /scope does not match/i.test(JSON.stringify(body))) return 'forbidden'
  if (isLoginRefused(headers)) return 'unauthorized'
  if (status === 400 && isPermission(body)) return 'forbidden'
  // 409: somebody else changes the issue just now.
  return status === 409 ? 'unavailable' : kindOfStatus(status)
}

/** Jira refuses some of what the log-in may not do with a 400: filing, and commenting. */
function isPermission(body: unknown): boolean {
  const { project = '' } = fieldsOf(body)
  if (/permission|cannot create issues/i.test(project)) return true
  return messagesOf(body).some((words) => /do(es)? not have (the )?permission/i.test(words))
}

/**
 * Jira's own words, on one line, at most 500 characters. A plain text is its words too; an HTML page,
 * which is a proxy's, is not.
 */
function wordsOf({ status, headers, body }: ErrorResponse): string {
  const location = headers.get('location')
  if (status >= 300 && status < 400 && location)
    return `Jira redirects to ${location.split('?')[0]}: set JIRA_URL to the site's own address`
  const fields = Object.entries(fieldsOf(body)).map(([field, words]) => `${field}: ${words}`)
  return (
    oneLine([...messagesOf(body), ...fields].join('; ')) ||
    `Jira answered ${status} without a reason`
  )
}

/** Jira's general words in an answer's body, one by one. */
export function messagesOf(body: unknown): string[] {
  if (typeof body === 'string') return /^\s*</.test(body) ? [] : [body]
  const { errorMessages, message } = (body ?? {}) as { errorMessages?: unknown; message?: unknown }
  const general = Array.isArray(errorMessages) ? errorMessages.map(String) : []
  return typeof message === 'string' ? [...general, message] : general
}

function fieldsOf(body: unknown): Record<string, string> {
  const errors = (body as { errors?: unknown } | null | undefined)?.errors
  if (typeof errors !== 'object' || errors === null || Array.isArray(errors)) return {}
  return Object.fromEntries(Object.entries(errors).map(([field, words]) => [field, String(words)]))
}
