import { DuplicateMessageError, retryConflicts } from '../../db/conflict.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { writesForKnown, writesForNew } from './finding-writes.ts'
import { knownOf, loadKnownIssues } from './known-issues.ts'
import { newIssue, type Report } from './new-issue.ts'
import { storeNew } from './store-new.ts'

/** A finding that was taken in. */
export interface Accepted {
  /** Its issue's. */
  readonly id: string
  /** The issue as it was stored, if the finding was not known. */
  readonly created: Issue | null
}

/**
 * Takes a finding in: one atomic write of everything that follows from it (issue, jobs, comment, message), then the
 * wake-up. Once this returns, the finding is safe. Throws HttpError, and stores nothing, if no route or target fits.
 */
export async function acceptFinding(deps: Deps, report: Report): Promise<Accepted> {
  const { source, key, formerKeys } = report.finding
  const acceptKnown = async (): Promise<Accepted | null> => {
    const loaded = await loadKnownIssues(deps, source, [key, ...formerKeys])
    const known = knownOf(loaded, report.finding)
    if (!known) return null
    await deps.db.atomic(writesForKnown(deps, report, known))
    deps.wake(known.issue.account)
    return { id: known.issue.id, created: null }
  }
  const known = await retryConflicts(acceptKnown)
  if (known) return known
  const issue = newIssue(deps, report)
  try {
    await storeNew(deps, (isFirst) => writesForNew(deps, report, { issue, isFirst }))
    deps.wake(issue.account)
    return { id: issue.id, created: issue }
  } catch (error) {
    if (error instanceof DuplicateMessageError) throw error
    // The unique key lets one of simultaneous senders store the finding; for the others it is known now.
    const stored = await retryConflicts(acceptKnown)
    if (!stored) throw error
    return stored
  }
}
