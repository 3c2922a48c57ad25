import type { Statement } from '../../../db/store.ts'
import { findIssue, guardIssue, type Issue, updateIssue } from '../../../db/tables/issues.ts'
import { type Fields, recordRemote, remoteState } from '../../../db/tables/remote.ts'
import type { Deps } from '../../deps.ts'
import { sameState } from '../../domain/echo.ts'
import type { RemoteIssue, State } from '../../domain/issue.ts'
import { withHistory } from '../../mirror/with-history.ts'
import { enqueueRefresh } from '../../queue/enqueue.ts'

/** What was written of an issue; `state` is absent if its state was not. */
interface Wrote extends Fields {
  readonly state: State | undefined
}

/** The issue as it was before the write, and as it is now. */
interface Seen {
  readonly before: Issue
  readonly now: Issue
}

/**
 * Returns a function that makes the writes which record a change of an issue; `before` is the issue as it was read for the
 * change. The writes begin with the issue's guard. Called again after a conflict, it reads the issue anew, so that a decision
 * that a person made meanwhile counts.
 */
export function recordChange(
  deps: Deps,
  before: Issue,
  remote: RemoteIssue,
  wrote: Wrote,
): () => Promise<readonly Statement[]> {
  let isFirst = true
  return async () => {
    const now = isFirst ? before : await findIssue(deps.db, before.id)
    isFirst = false
    if (!now) return []
    return [guardIssue(deps.db, now), ...writesFor(deps, { before, now }, remote, wrote)]
  }
}

function writesFor(deps: Deps, seen: Seen, remote: RemoteIssue, wrote: Wrote): Statement[] {
  const { before, now } = seen
  const record = (state: State | undefined) =>
    recordRemote(deps.db, now.id, remote, { ...wrote, state, now: deps.now() })
  if (!isAsExpected(before, wrote.state, remote)) {
    // A poll has applied already what the tracker shows.
    if (remote.state && isNews(seen, remote.state)) return [record(undefined)]
    return [
      record(wrote.state),
      enqueueRefresh(deps, now, 'the tracker did not show the written state'),
    ]
  }
  const reason = wrote.state && keptReason(seen, wrote.state)
  return [record(wrote.state), ...(reason ? takeReason(deps, now, reason) : [])]
}

/** It was not moved, and is in the state that was written: what was closed already keeps its reason. */
function isAsExpected(issue: Issue, state: State | undefined, remote: RemoteIssue): boolean {
  if (remote.key !== issue.remoteKey || remote.target !== issue.target) return false
  return !state || !remote.state || sameState(state, remote.state)
}

/** The row got the tracker's state while the change was written. */
function isNews({ before, now }: Seen, state: State): boolean {
  return sameState(remoteState(now), state) && !sameState(remoteState(before), state)
}

/** The reason that we closed the issue for, if the row says meanwhile that a person closed it for another: the tracker keeps ours. */
function keptReason({ before, now }: Seen, { status, reason }: State): State['reason'] {
  const isNew = before.decidedBy !== 'person' || !sameState(now, before)
  return isNew && now.decidedBy === 'person' && now.status === status && now.reason !== reason
    ? reason
    : null
}

function takeReason(deps: Deps, issue: Issue, reason: State['reason']): readonly Statement[] {
  const why = 'Lockstep closed it at the same time, and the tracker keeps that reason'
  return withHistory(deps, issue, why, [updateIssue(deps.db, issue.id, { reason })]).statements
}
