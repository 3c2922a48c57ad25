/**
 * Why a tracker or scanner did not do what was asked. Six names, because six things follow:
 * - `unauthorized`: the log-in is refused (401). The account is parked.
 * - `forbidden`: the log-in works but may not do this here (403). The lane is parked.
 * - `missing`: the thing addressed is not there (404, 410). The job is parked.
 * - `rejected`: the content is refused (400, 409, 413, 422). The job is parked.
 * - `limited`: too fast (429 and its disguises). Tried again when told; no attempt is counted.
 * - `unavailable`: no usable answer (5xx, timeout, dropped connection). The write may have happened.
 */
export type FailureKind =
  | 'unauthorized'
  | 'forbidden'
  | 'missing'
  | 'rejected'
  | 'limited'
  | 'unavailable'

/** A failed call, in the tracker's own words and without any secret. `retryAfterMs` only for `limited`. */
export class TrackerError extends Error {
  override readonly name = 'TrackerError'
  readonly kind: FailureKind
  readonly retryAfterMs: number | null

  constructor(
    kind: FailureKind,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | null } = {},
  ) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** An inbound request we cannot take. `status` is the HTTP status, `message` is shown to the sender. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: 400 | 403 | 404 | 409 | 413 | 415 | 422 | 502

  constructor(status: Refused['status'], message: string) {
    super(message)
    this.status = status
  }
}
