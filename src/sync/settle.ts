import { checkSoon, findAccount, findLane, laneId } from '../../db/accounts.ts'
import { findIssue, type Issue } from '../../db/issues.ts'
import { findCreateJob, redriveJobs } from '../../db/jobs.ts'
import type { Deps } from '../deps.ts'

/** What became of filing an issue: in the tracker, refused in the tracker's words, or still to come. */
export type Outcome =
  | { readonly kind: 'filed'; readonly issue: Issue }
  | { readonly kind: 'refused'; readonly issue: Issue; readonly reason: string }
  | { readonly kind: 'pending'; readonly issue: Issue; readonly reason: string }

/** Rows are looked at this often, in milliseconds, where no bell is heard: another process may do the job. */
const lookMs = 250

/** Lets what was refused before be tried again: the scanner asks once more. */
export async function rearm(deps: Deps, issue: Issue): Promise<void> {
  if (issue.remoteId !== null) return
  const { db } = deps
  await redriveJobs(db, { issue: issue.id }, deps.now())
  await db.atomic(checkSoon(db, issue.tracker, laneId(issue.tracker, issue.target)))
  deps.wake()
}

/** Waits until the issue is filed or refused, for at most `waitMs`. */
export async function waitForFiling(deps: Deps, issue: Issue, waitMs: number): Promise<Outcome> {
  const until = performance.now() + waitMs
  for (;;) {
    const outcome = await filingOutcome(deps, issue.id)
    const left = until - performance.now()
    if (outcome.kind !== 'pending' || left <= 0) return outcome
    await deps.bell.heard(issue.id, Math.min(left, lookMs))
  }
}

/** What has become of filing the issue so far. */
export async function filingOutcome(deps: Deps, id: string): Promise<Outcome> {
  const issue = await findIssue(deps.db, id)
  if (!issue) throw new Error(`issue ${id} has vanished`)
  if (issue.remoteId !== null) return { kind: 'filed', issue }
  const job = await findCreateJob(deps.db, id)
  if (job?.state === 'parked') return { kind: 'refused', issue, reason: job.error ?? '' }
  const account = await findAccount(deps.db, issue.tracker)
  const lane = await findLane(deps.db, laneId(issue.tracker, issue.target))
  // A check that is due decides anew: until it has run, nothing is refused.
  const parked = [account, lane].find((row) => row?.parkedAt != null && row.nextCheckAt > 0)
  if (parked) return { kind: 'refused', issue, reason: parked.parkedReason ?? '' }
  return { kind: 'pending', issue, reason: job?.error ?? '' }
}
