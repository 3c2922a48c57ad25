import { retryConflicts } from '../../db/conflict.ts'
import { findIssue, guardIssue, type Issue, updateIssue } from '../../db/tables/issues.ts'
import { ensureDestination } from '../../db/tables/queue/destinations.ts'
import { dropJobs } from '../../db/tables/queue/issue-jobs.ts'
import { renewIssue } from '../../db/tables/remote.ts'
import type { Deps } from '../deps.ts'
import { HttpError } from '../domain/errors.ts'
import { chooseRoute } from '../domain/routing.ts'
import { enqueue } from '../queue/enqueue.ts'
import { withHistory } from './with-history.ts'

/**
 * Ends the pairing of a finding with its issue: the issue stays in the tracker as it is, and the finding is filed anew by
 * today's routes. Throws HttpError.
 */
export async function unlinkIssue(deps: Deps, id: string): Promise<void> {
  await retryConflicts(() => unlink(deps, id))
  deps.wake()
}

async function unlink(deps: Deps, id: string): Promise<void> {
  const { db, now } = deps
  const issue = await findIssue(db, id)
  if (!issue) throw new HttpError(404, 'There is no finding with this id.')
  if (issue.remoteId === null) throw new HttpError(409, 'The finding has no issue to unlink.')
  const goal = chooseRoute(deps.config.routes, issue)
  const place = goal ? { account: goal.account, target: goal.target } : issue
  const { account, target } = place
  const renewed: Issue = { ...issue, account, target }
  const { statements } = withHistory(deps, renewed, `unlinked from ${issue.remoteUrl}`, [
    dropJobs(id, 'unlinked', now()),
    renewIssue(db, id, now()),
    updateIssue(db, id, { account, target, goneAt: null, missingAt: null }),
    ...ensureDestination(db, account, target, now()),
    enqueue(deps, renewed, { kind: 'create', payload: {} }, 'an administrator unlinked it'),
  ])
  await db.atomic([guardIssue(db, issue), ...statements])
}
