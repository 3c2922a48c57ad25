import type { Statement } from '../../../db/store.ts'
import { findIssue, guardIssue, type Issue } from '../../../db/tables/issues.ts'
import { type Fields, recordRemote, remoteState } from '../../../db/tables/remote.ts'
import type { Deps } from '../../deps.ts'
import { sameState } from '../../domain/echo.ts'
import type { RemoteIssue, State } from '../../domain/issue.ts'
import { enqueueRefresh } from '../../queue/enqueue.ts'

/** What was written of an issue; `state` is absent if its state was not. */
interface Wrote extends Fields {
  readonly state: State | undefined
}

/**
 * Returns the writes that record a change of an issue, `known` as it was before. An issue that the tracker shows in another
 * place or state than expected is read again, unless a poll has applied that state meanwhile.
 */
export async function changeWrites(
  deps: Deps,
  known: Issue,
  remote: RemoteIssue,
  wrote: Wrote,
): Promise<Statement[]> {
  const now = deps.now()
  if (isAsExpected(known, wrote.state, remote))
    return [recordRemote(deps.db, known.id, remote, { ...wrote, now })]
  const issue = await findIssue(deps.db, known.id)
  if (issue && remote.state && isHeard(known, issue, remote.state))
    return [
      guardIssue(deps.db, issue),
      recordRemote(deps.db, issue.id, remote, { ...wrote, state: undefined, now }),
    ]
  return [
    recordRemote(deps.db, known.id, remote, { ...wrote, now }),
    enqueueRefresh(deps, known, 'the tracker did not show the written state'),
  ]
}

/** It was not moved, and is in the state that was written: what was closed already keeps its reason. */
function isAsExpected(issue: Issue, state: State | undefined, remote: RemoteIssue): boolean {
  if (remote.key !== issue.remoteKey || remote.target !== issue.target) return false
  return !state || !remote.state || sameState(state, remote.state)
}

/** The issue got the state while the change was written: somebody decided it, and that is applied. */
function isHeard(before: Issue, now: Issue, state: State): boolean {
  return sameState(remoteState(now), state) && !sameState(remoteState(before), state)
}
