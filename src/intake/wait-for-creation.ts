import type { Issue } from '../../db/tables/issues.ts'
import { findCreationStatus } from '../../db/tables/queue/creation-status.ts'
import type { Deps } from '../deps.ts'

/** What became of filing an issue: in the tracker, refused in the tracker's words, or still to come. */
export interface Outcome {
  readonly kind: 'filed' | 'refused' | 'pending'
  readonly issue: Issue
  /** The tracker's words, or why there are none yet; may be empty. */
  readonly reason: string
}

/**
 * First polling interval in ms. Polling is needed because another process may run the job. Doubles each time to save
 * subrequests on Workers.
 */
const lookMs = 250

/** Waits until the issue is filed or refused, for at most `waitMs`. */
export async function waitForCreation(deps: Deps, id: string, waitMs: number): Promise<Outcome> {
  const until = performance.now() + waitMs
  for (let ms = lookMs; ; ms *= 2) {
    const outcome = await creationStatus(deps, id)
    const left = until - performance.now()
    if (outcome.kind !== 'pending' || left <= 0) return outcome
    await deps.notifier.waitFor(id, Math.min(left, ms))
  }
}

/** What has become of filing the issue so far. Throws for an issue that is not stored. */
export async function creationStatus(deps: Deps, id: string): Promise<Outcome> {
  const status = await findCreationStatus(deps.db, id)
  if (!status) throw new Error(`issue ${id} is not stored`)
  const { issue, job, account, destination } = status
  if (issue.remoteId !== null) return { kind: 'filed', issue, reason: '' }
  if (job?.state === 'failed') return { kind: 'refused', issue, reason: job.error ?? '' }
  // A check that is due or runs decides anew: until then, nothing is refused.
  const now = deps.now()
  const paused = [account, destination].find(
    (row) => row?.pausedAt != null && row.checkAt !== null && row.checkAt > now,
  )
  if (paused) return { kind: 'refused', issue, reason: paused.pausedReason ?? '' }
  return { kind: 'pending', issue, reason: job?.error ?? '' }
}
