/**
 * Milliseconds that a `Retry-After` header asks to wait, or null if it does not say: seconds or a date, and anything
 * else is ignored rather than guessed at. `now` is epoch milliseconds.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Retry-After
 */
export function retryAfterMs(header: unknown, now: number): number | null {
  const value = String(header ?? '').trim()
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const at = /^[A-Z][a-z]{2},/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

/** What the codes of errors mean for a person who is to mend them. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection reset',
  UND_ERR_SOCKET: 'connection closed',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'its name cannot be resolved',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  TimeoutError: 'no answer in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the authority of its certificate is unknown',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the authority of its certificate is unknown',
}

/** Says why `who` gave no answer, by error code or name only: a message may hold what was sent. */
export function noAnswer(who: string, error: unknown): string {
  let cause = error as { code?: unknown; name?: unknown; cause?: unknown } | undefined
  while (cause?.cause && typeof cause.code !== 'string') cause = cause.cause as typeof cause
  const code = typeof cause?.code === 'string' ? cause.code : (cause?.name ?? 'unknown reason')
  const reason = reasons[String(code)]
  return reason ? `${who} cannot be reached (${reason})` : `${who} gave no answer (${code})`
}
