import { type FailureKind, TrackerError } from '../../../src/domain/errors.ts'
import { isRefusal } from '../errors.ts'

/** The branch that holds attachments. */
export const branch = 'lockstep-attachments'

/** A conflict that passes: another file was written to the branch at the same moment. */
const passing = /is at \S+ but expected|reference update failed|try again/i

/**
 * A branch that may not be written is refused for good, and is no reason to pause a repository whose issues
 * can be written. Only a conflict with another write passes.
 */
export function asAttachmentTrouble(error: unknown): unknown {
  const status = statusOf(error)
  if (!(error instanceof TrackerError) || !status || ![403, 404, 409, 422].includes(status))
    return error
  if (error.kind === 'limited') return error
  const kind: FailureKind =
    status === 409 && passing.test(error.message) ? 'unavailable' : 'rejected'
  const hint = `attachments need Contents: read and write, and no rule against the branch ${branch}`
  return new TrackerError(kind, `${error.message} (${hint})`, { cause: error })
}

/** The status of a refusal of GitHub's; null for any other error. */
export function statusOf(error: unknown): number | null {
  return error instanceof TrackerError && isRefusal(error.cause) ? error.cause.status : null
}
