import { type Issue, updateIssue } from '../../db/tables/issues.ts'
import { destinationId, ensureDestination } from '../../db/tables/queue/destinations.ts'
import { dropJobs, moveJobs } from '../../db/tables/queue/issue-jobs.ts'
import type { Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/events.ts'
import type { RemoteRef } from '../domain/issue.ts'
import { type Applied, withHistory } from './with-history.ts'

/** The issue goes on under another id, key or target. */
export function applyMove(
  deps: Deps,
  issue: Issue,
  { to, url }: TrackerEvent & { kind: 'moved' },
): Applied {
  return moveTo(deps, issue, to, url)
}

/** The issue was deleted: it is never filed again, and nothing is written to it. */
export function applyGone(deps: Deps, issue: Issue, why: string): Applied {
  const goneAt = deps.now()
  return withHistory(deps, { ...issue, goneAt }, why, [
    updateIssue(deps.db, issue.id, { goneAt, updatedAt: goneAt }),
    dropJobs(issue.id, why, goneAt),
  ])
}

/** The issue as it stands in another place, with all its work that is not over. */
export function moveTo(
  deps: Deps,
  issue: Issue,
  { target, id, key }: RemoteRef,
  url: string,
): Applied {
  const { db } = deps
  const { account } = issue
  const place = { target, remoteId: id, remoteKey: key, remoteUrl: url }
  const then: Issue = { ...issue, ...place }
  return withHistory(deps, then, `it was moved to ${target} ${key}`, [
    ...ensureDestination(db, account, target, deps.now()),
    updateIssue(db, issue.id, { ...place, updatedAt: deps.now() }),
    moveJobs(issue.id, account, { account, destination: destinationId(account, target) }),
  ])
}
