import { findIssue, type Issue } from '../../../db/tables/issues.ts'
import { checkSoon } from '../../../db/tables/queue/accounts.ts'
import { destinationId } from '../../../db/tables/queue/destinations.ts'
import { redriveJobs } from '../../../db/tables/queue/failed-jobs.ts'
import { openJobs } from '../../../db/tables/queue/jobs.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { moveUnfiled } from '../../mirror/move-unfiled.ts'
import { enqueue, enqueueRefresh } from '../../queue/enqueue.ts'

/**
 * Runs the finding's failed jobs again and has what is paused checked at once. One that nothing is to file is filed, and one
 * that is not filed goes to where the routes send it now.
 */
export async function retryFinding(deps: Deps, id: string): Promise<{ retried: number }> {
  const { db, now } = deps
  await moveUnfiled(deps, await issueWith(deps, id))
  const issue = await issueWith(deps, id)
  const { account, target, remoteId, goneAt } = issue
  const retried = (await redriveJobs(db, { issue: id })).length
  const open = await openJobs(db, [id])
  const isIdle = remoteId === null && goneAt === null && !open.some(({ kind }) => kind === 'create')
  const filing = isIdle
    ? [enqueue(deps, issue, { kind: 'create', payload: {} }, 'an administrator asked for it')]
    : []
  await db.atomic([
    ...checkSoon(db, { account, destination: destinationId(account, target) }, now()),
    ...filing,
  ])
  deps.wake()
  return { retried: retried + filing.length }
}

/** Has the issue read again from its tracker, after its earlier work. */
export async function refreshFinding(deps: Deps, id: string): Promise<void> {
  const issue = await issueWith(deps, id)
  if (issue.remoteId === null) throw new HttpError(409, 'The finding is not filed yet.')
  await deps.db.atomic([enqueueRefresh(deps, issue, 'an administrator asked for it')])
  deps.wake(issue.account)
}

async function issueWith({ db }: Deps, id: string): Promise<Issue> {
  const issue = await findIssue(db, id)
  if (!issue) throw new HttpError(404, 'There is no finding with this id.')
  return issue
}
