import type { Issue } from '../../db/tables/issues.ts'
import { findCreationStatus, isPaused } from '../../db/tables/queue/creation-status.ts'
import { destinationId } from '../../db/tables/queue/destinations.ts'
import type { Deps, Filed } from '../deps.ts'
import type { Accepted } from './accept-finding.ts'

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
export async function waitForCreation(
  deps: Deps,
  { id, created }: Accepted,
  waitMs: number,
): Promise<Outcome> {
  const until = performance.now() + waitMs
  let outcome = created ? await firstStatus(deps, created, waitMs) : await creationStatus(deps, id)
  for (let ms = lookMs; outcome.kind === 'pending'; ms *= 2) {
    const left = until - performance.now()
    if (left <= 0) break
    const filed = await deps.notifier.waitFor(id, Math.min(left, ms))
    outcome = filed ? asFiled(outcome.issue, filed) : await creationStatus(deps, id)
  }
  return outcome
}

/** The same of an issue that was stored a moment ago: only a pause can have refused it. Who waits learns that by the first look. */
async function firstStatus(deps: Deps, issue: Issue, waitMs: number): Promise<Outcome> {
  const destination = destinationId(issue.account, issue.target)
  if (waitMs === 0 && (await isPaused(deps.db, issue.account, destination)))
    return creationStatus(deps, issue.id)
  return { kind: 'pending', issue, reason: '' }
}

/** The same as reading it anew, of an issue that was filed a moment ago. */
function asFiled(issue: Issue, filed: Filed): Outcome {
  return { kind: 'filed', issue: { ...issue, ...filed }, reason: '' }
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
