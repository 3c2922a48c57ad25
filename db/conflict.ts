import pRetry from 'p-retry'

/** Somebody else wrote in between: what was decided on the older row was not written. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError'
}

/** Another worker has the job, as the lease ran out: nothing that came of the attempt was written. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
}

/** A finding is the first that goes to its destination, which is not stored yet: nothing was written. */
export class NewDestinationError extends Error {
  override readonly name = 'NewDestinationError'
}

/** The sender's message with this key is in the inbox already. */
export class DuplicateMessageError extends Error {
  override readonly name = 'DuplicateMessageError'
}

/** Throws an error of ours if a guard failed, else the driver's. */
export function throwAsConflict(cause: unknown): never {
  throw asConflict(cause)
}

/** Turns the driver's words for a failed guard into an error of ours. A guard writes null where none is allowed. */
function asConflict(cause: unknown): unknown {
  const words = wordsOf(cause)
  if (
    /NOT NULL constraint failed: (issues\.version|sightings\.at|inbox\.at|unfiled_findings\.at)/.test(
      words,
    )
  )
    return new ConflictError('somebody else wrote in between', { cause })
  if (words.includes('NOT NULL constraint failed: jobs.version'))
    return new LeaseLostError('another worker has the job', { cause })
  if (words.includes('NOT NULL constraint failed: jobs.rank'))
    return new NewDestinationError('the destination is not stored', { cause })
  if (words.includes('UNIQUE constraint failed: inbox.source'))
    return new DuplicateMessageError('received before', { cause })
  return cause
}

/**
 * Whether the database gave no answer, as opposed to a refusal of what it was asked: the same call may work later.
 * https://developers.cloudflare.com/d1/observability/debug-d1/#errors
 */
export function isStoreOutage(error: unknown): boolean {
  const words = wordsOf(error)
  if (
    /SQLITE_(BUSY|LOCKED|IOERR|FULL|NOMEM)/.test(words) ||
    /disk (I\/O error|is full)/.test(words)
  )
    return true
  return words.includes('D1_ERROR') && !words.includes('SQLITE_')
}

/**
 * Runs `decide`, which reads rows and writes what follows behind a guard, again after each conflict: up to ten times, with
 * backoff. Other errors are thrown at once.
 */
export function retryConflicts<T>(decide: () => Promise<T>): Promise<T> {
  return pRetry(decide, {
    retries: 9,
    minTimeout: 2,
    maxTimeout: 200,
    randomize: true,
    shouldRetry: ({ error }) => error instanceof ConflictError,
  })
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const { code } = error as Error & { readonly code?: unknown }
  return `${error.message}\n${code ?? ''}\n${wordsOf(error.cause)}`
}
