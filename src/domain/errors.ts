/**
 * Why a tracker or scanner did not do what was asked. Six names, because six things follow:
 * - `unauthorized`: the log-in is refused (401). Pauses the account.
 * - `forbidden`: the log-in works but may not do this here (403). Pauses the destination.
 * - `missing`: the thing addressed is not there (404, 410). The job fails.
 * - `rejected`: the content is refused (400, 409, 413, 422). The job fails.
 * - `limited`: too fast (429 and its disguises), or more than one attempt can do. Tried again when it says so; no attempt is
 *   counted.
 * - `unavailable`: no usable answer (5xx, timeout, dropped connection). The write may have happened.
 */
export type FailureKind =
  | 'unauthorized'
  | 'forbidden'
  | 'missing'
  | 'rejected'
  | 'limited'
  | 'unavailable'

/**
 * What a failure says something about. `issue`: this issue alone, so that the others go on. `account`: whatever the kind
 * says, and for `limited` the account as a whole.
 */
export type FailureScope = 'account' | 'issue'

/**
 * A failed call, in the tracker's own words and without any secret. `retryAfterMs`, for `limited` only, is how long the
 * tracker says to wait. `deleted`, for `missing` only: the tracker says that the thing was there and is deleted, not
 * merely hidden. `mayBeOver`, for `rejected` only: it was for a reason that no longer holds.
 */
export class TrackerError extends Error {
  override readonly name = 'TrackerError'
  readonly kind: FailureKind
  readonly retryAfterMs: number | null
  readonly scope: FailureScope
  readonly deleted: boolean
  readonly mayBeOver: boolean

  constructor(
    kind: FailureKind,
    message: string,
    options: {
      cause?: unknown
      retryAfterMs?: number | null
      scope?: FailureScope
      deleted?: boolean
      mayBeOver?: boolean
    } = {},
  ) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs ?? null
    this.scope = options.scope ?? 'account'
    this.deleted = options.deleted ?? false
    this.mayBeOver = options.mayBeOver ?? false
  }
}

/** An inbound request we cannot take. `status` is the HTTP status; `message` and `headers` are sent to the sender. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: 400 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 502 | 503 | 507

  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: HttpError['status'],
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.headers = headers
  }
}
