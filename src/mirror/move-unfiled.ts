import { ConflictError, LeaseLostError } from '../../db/conflict.ts'
import { findIssue, guardIssue, type Issue, updateIssue } from '../../db/tables/issues.ts'
import {
  type Destination,
  destinationId,
  ensureDestination,
  pausedDestinations,
} from '../../db/tables/queue/destinations.ts'
import { retire } from '../../db/tables/queue/hold.ts'
import { guardUnfiled, moveJobs, unfiledAt } from '../../db/tables/queue/issue-jobs.ts'
import { hasFiled } from '../../db/tables/remote.ts'
import type { Deps } from '../deps.ts'
import { issueLabels } from '../domain/draft.ts'
import { chooseRoute } from '../domain/routing.ts'
import { withHistory } from './with-history.ts'

/** Findings that are moved at a time: few enough for an event of a Worker. */
const slice = 5

/**
 * Moves a finding that is not filed to where the routes send it now. Returns false if it stays: it is there already, no
 * route takes it, or it may have been filed.
 */
export async function moveUnfiled(deps: Deps, issue: Issue): Promise<boolean> {
  const { db, config, accounts, now } = deps
  const { id, source, labels, severity, remoteId, goneAt } = issue
  const goal = chooseRoute(config.routes, issue)
  if (!goal || remoteId !== null || goneAt !== null) return false
  const { account, target } = goal
  if (account === issue.account && target === issue.target) return false
  if (accounts.get(account)?.definition.problemWith(target) !== null) return false
  const moved: Issue = { ...issue, account, target }
  const ourLabels = issueLabels({ source, labels, severity }, goal)
  const { statements } = withHistory(deps, moved, `the routes send it to ${target} now`, [
    guardIssue(db, issue),
    guardUnfiled(id),
    updateIssue(db, id, { account, target, ourLabels }),
    ...ensureDestination(db, account, target, now()),
    moveJobs(id, issue.account, { account, destination: destinationId(account, target) }),
  ])
  return isWritten(db.atomic(statements))
}

/** Somebody else decided in between: the finding stays as it is. */
async function isWritten(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof ConflictError || error instanceof LeaseLostError) return false
    throw error
  }
}

/**
 * Moves findings that wait in a paused destination that no route names any more, such as one with a typo. Returns whether
 * there may be more.
 */
export async function moveMisrouted(deps: Deps): Promise<boolean> {
  const { db } = deps
  const left = (await pausedDestinations(db)).filter((place) => !isNamed(deps, place))
  for (const place of left) {
    const ids = await unfiledAt(db, place, slice)
    const moved = await Promise.all(ids.map((id) => move(deps, id)))
    if (moved.some(Boolean)) return true
    if (ids.length === 0 && !(await hasFiled(db, place)))
      await db.atomic(retire(db, place, deps.now()))
  }
  return false
}

async function move(deps: Deps, id: string): Promise<boolean> {
  const issue = await findIssue(deps.db, id)
  return issue !== null && moveUnfiled(deps, issue)
}

function isNamed({ config }: Deps, { account, target }: Destination): boolean {
  return config.routes.some(
    ({ to }) => to.account === account && (to.target === target || to.target.includes('{')),
  )
}
