import { HttpError, TrackerError } from '../../../src/domain/errors.ts'

/** Runs a call on the store so that it ends when `signal` aborts and throws nothing but TrackerError. */
export async function guarded<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new TrackerError('unavailable', 'The embedded tracker was too slow.'))
    signal.addEventListener('abort', stop)
  })
  try {
    if (signal.aborted) stop()
    return await Promise.race(signal.aborted ? [aborted] : [aborted, call()])
  } catch (error) {
    throw asTrackerError(error)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function asTrackerError(error: unknown): TrackerError {
  if (error instanceof TrackerError) return error
  // What no row can hold: db/d1.ts refuses it, or SQLite itself does.
  if (error instanceof HttpError || /too big|SQLITE_TOOBIG/.test(String(error)))
    return new TrackerError('rejected', 'The content is too big for the store.', { cause: error })
  return new TrackerError('unavailable', 'The store did not accept the write.', { cause: error })
}
