/**
 * Milliseconds that a `Retry-After` header asks to wait, or null where it does not say: seconds or a date, and anything
 * else is ignored rather than guessed at. `now` is epoch milliseconds.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Retry-After
 */
export function retryAfterMs(header: unknown, now: number): number | null {
  const told = String(header ?? '').trim()
  if (/^\d+$/.test(told)) return Number(told) * 1000
  const at = /^[A-Z][a-z]{2},/.test(told) ? Date.parse(told) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

/** Says why `who` gave no answer, by error code or name only: a message may hold what was sent. */
export function noAnswer(who: string, error: unknown): string {
  let cause = error as { code?: unknown; name?: unknown; cause?: unknown } | undefined
  while (cause?.cause && typeof cause.code !== 'string') cause = cause.cause as typeof cause
  const reason = typeof cause?.code === 'string' ? cause.code : (cause?.name ?? 'unknown reason')
  return `${who} gave no answer (${reason})`
}
