import { uuidv7 } from 'uuidv7'
import { ensureLane, laneId } from '../../db/accounts.ts'
import type { Statement } from '../../db/db.ts'
import { findIssue, type Issue } from '../../db/issues.ts'
import { insertJob, type Job } from '../../db/jobs.ts'
import type { Deps } from '../deps.ts'
import type { Push, SourceChange } from '../sources/source.ts'

/** The lane of everything that is told to a scanner. */
const target = 'findings'

/**
 * Owes the finding's scanner what became of it in the tracker; nothing where it cannot be told. Only what people decide is
 * told: what came from the scanner never goes back.
 */
export function enqueuePush(
  deps: Deps,
  issue: Issue,
  change: SourceChange,
  reason: string,
): Statement[] {
  const { db, now } = deps
  const { source, id: issueId } = issue
  if (!deps.sources.get(source)?.source.push) return []
  const job = { id: uuidv7(), issueId, account: source, lane: laneId(source, target) }
  return [
    ...ensureLane(db, source, target),
    insertJob({ ...job, kind: 'push', payload: { ...change }, reason, now: now() }),
  ]
}

/** Tells the scanner. Throws TrackerError. */
export async function pushBack(
  { db }: Deps,
  push: Push,
  job: Job,
  signal: AbortSignal,
): Promise<Statement[]> {
  const issue = await findIssue(db, job.issueId)
  if (issue) await push({ key: issue.sourceKey, project: issue.project }, job.payload, signal)
  return []
}
