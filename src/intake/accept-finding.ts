import { DuplicateMessageError, retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'
import { guardUnknown, type Issue } from '../../db/tables/issues.ts'
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
  // A finding that an issue is asked for is mostly new. That need not be looked up: storing it fails if it is known.
  const known = report.asked ? null : await acceptKnown(deps, report)
  if (known) return known
  try {
    return await acceptNew(deps, report)
  } catch (error) {
    if (error instanceof DuplicateMessageError) throw error
    const stored = await acceptKnown(deps, report)
    if (!stored) throw error
    return stored
  }
}

/** Null if the finding is not known. */
function acceptKnown(deps: Deps, report: Report): Promise<Accepted | null> {
  const { source, key, formerKeys } = report.finding
  return retryConflicts(async () => {
    const loaded = await loadKnownIssues(deps, source, [key, ...formerKeys])
    const known = knownOf(loaded, report.finding)
    if (!known) return null
    await deps.db.atomic(writesForKnown(deps, report, known))
    deps.wake(known.issue.account)
    return { id: known.issue.id, created: null }
  })
}

/** Fails if the finding is known, by its key or by a key of an earlier version: of simultaneous senders one wins. */
async function acceptNew(deps: Deps, report: Report): Promise<Accepted> {
  const { source, formerKeys } = report.finding
  const issue = newIssue(deps, report)
  const guards = formerKeys.map((key) => guardUnknown(deps.db, source, key))
  const write = (statements: readonly Statement[]) => deps.writeAndWake(issue, statements)
  await storeNew(write, (isFirst) => [...guards, ...writesForNew(deps, report, { issue, isFirst })])
  return { id: issue.id, created: issue }
}
