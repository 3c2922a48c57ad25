import { findFiling } from '../../db/filing.ts'
import type { Issue } from '../../db/issues.ts'
import type { Deps } from '../deps.ts'

/** What became of filing an issue: in the tracker, refused in the tracker's words, or still to come. */
export interface Outcome {
  readonly kind: 'filed' | 'refused' | 'pending'
  readonly issue: Issue
  /** The tracker's words, or why there are none yet; may be empty. */
  readonly reason: string
}

/**
 * Milliseconds until rows are looked at again where no bell is heard, as another process may do the job; twice as long
 * each time, since a Worker may make so many calls.
 */
const lookMs = 250

/** Waits until the issue is filed or refused, for at most `waitMs`. */
export async function waitForFiling(deps: Deps, id: string, waitMs: number): Promise<Outcome> {
  const until = performance.now() + waitMs
  for (let ms = lookMs; ; ms *= 2) {
    const outcome = await filingOutcome(deps, id)
    const left = until - performance.now()
    if (outcome.kind !== 'pending' || left <= 0) return outcome
    await deps.bell.heard(id, Math.min(left, ms))
  }
}

/** What has become of filing the issue so far. Throws for an issue that is not stored. */
export async function filingOutcome(deps: Deps, id: string): Promise<Outcome> {
  const filing = await findFiling(deps.db, id)
  if (!filing) throw new Error(`issue ${id} is not stored`)
  const { issue, job, account, lane } = filing
  if (issue.remoteId !== null) return { kind: 'filed', issue, reason: '' }
  if (job?.state === 'parked') return { kind: 'refused', issue, reason: job.error ?? '' }
  // A check that is due decides anew: until it has run, nothing is refused.
  const parked = [account, lane].find((row) => row?.parkedAt != null && row.nextCheckAt > 0)
  if (parked) return { kind: 'refused', issue, reason: parked.parkedReason ?? '' }
  return { kind: 'pending', issue, reason: job?.error ?? '' }
}
