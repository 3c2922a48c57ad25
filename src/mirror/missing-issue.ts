import { laneId, parkLane } from '../../db/accounts.ts'
import type { Statement } from '../../db/db.ts'
import { findIssue, type Issue, remoteRef } from '../../db/issues.ts'
import type { Job } from '../../db/jobs.ts'
import { returnJob } from '../../db/leases.ts'
import type { Account, Deps } from '../deps.ts'
import { TrackerError } from '../domain/errors.ts'
import type { IssueEvent } from '../domain/issue.ts'
import { applyGone, applyMove } from './apply-issue.ts'

const callMs = 10_000

/**
 * What to record when the tracker does not find an issue that was there: it was moved, the permission to see it is lost,
 * or it is gone, told apart by asking for it and for its target. Null where it is there after all, and something else is
 * missing. Throws TrackerError where the tracker cannot be asked now.
 */
export async function afterMissing(
  deps: Deps,
  account: Account,
  job: Job,
  error: TrackerError,
): Promise<readonly Statement[] | null> {
  const issue = await findIssue(deps.db, job.issueId)
  if (!issue?.remoteId) return null
  const again = returnJob(deps.db, job, { dueAt: job.createdAt, error: error.message })
  const found = await look(account, issue)
  if (found) return isElsewhere(issue, found) ? [again, ...moved(deps, issue, found)] : null
  const refusal = await checkTarget(account, issue.target)
  if (!refusal) return applyGone(deps, issue, 'the tracker has it no more').statements
  const now = deps.now()
  const parked = { reason: refusal.message, now, checkAt: now + deps.config.pollMs }
  return [parkLane(deps.db, laneId(account.id, issue.target), parked), again]
}

function isElsewhere(issue: Issue, { issue: { id, key } }: IssueEvent): boolean {
  return id !== issue.remoteId || key !== issue.remoteKey
}

function moved(deps: Deps, issue: Issue, { issue: to, url, at }: IssueEvent): readonly Statement[] {
  return applyMove(deps, issue, { kind: 'moved', issue: remoteRef(issue), to, url, at }).statements
}

async function look({ connector }: Account, issue: Issue): Promise<IssueEvent | null> {
  return connector.read(remoteRef(issue), AbortSignal.timeout(callMs)).catch(orNull)
}

/** The refusal that says that the target itself is out of reach, or null. */
async function checkTarget({ connector }: Account, target: string): Promise<TrackerError | null> {
  try {
    await connector.check(target, AbortSignal.timeout(callMs))
    return null
  } catch (error) {
    if (error instanceof TrackerError && ['forbidden', 'missing'].includes(error.kind)) return error
    throw error
  }
}

function orNull(error: unknown): null {
  if (error instanceof TrackerError && error.kind === 'missing') return null
  throw error
}
