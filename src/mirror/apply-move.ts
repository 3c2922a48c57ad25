import type { Statement } from '../../db/store.ts'
import { type Issue, updateIssue } from '../../db/tables/issues.ts'
import { destinationId, ensureDestination } from '../../db/tables/queue/destinations.ts'
import { dropJobs, hurryJobs, moveJobs } from '../../db/tables/queue/issue-jobs.ts'
import type { Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/events.ts'
import type { RemoteRef } from '../domain/issue.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
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

/**
 * The tracker reports an issue that it did not show for a while. Its work waits no longer, and the issue is read: polls have
 * passed what changed meanwhile.
 */
export function applyShown(deps: Deps, issue: Issue): readonly Statement[] {
  // What may have been written already is looked up, which cannot be believed at once.
  const { settleMs = 0 } = deps.accounts.get(issue.account)?.definition ?? {}
  return [
    enqueueRefresh(deps, issue, 'it was hidden for a while'),
    hurryJobs(issue.id, issue.account, deps.now() + settleMs),
  ]
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
