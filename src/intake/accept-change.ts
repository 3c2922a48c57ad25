import { retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'
import { findIssue, guardIssue, type Issue, setState, updateIssue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import type { Severity } from '../domain/finding.ts'
import type { State, Status } from '../domain/issue.ts'
import { enqueueState } from '../queue/enqueue.ts'
import { enqueueLabelChange, enqueueTextChange } from './enqueue-changes.ts'
import { type Asked, keep, store } from './issue-message.ts'

/** What a scanner may change of an issue it has filed. What is absent stays. */
export interface Change {
  readonly status?: Status | undefined
  readonly severity?: Severity | undefined
  /** The scanner's labels from now on; those of people stay. */
  readonly labels?: readonly string[] | undefined
  readonly body?: string | undefined
}

/** Takes a change in: the issue's row and the jobs that follow, in one atomic write. Returns the issue as it is then. */
export async function acceptChange(
  deps: Deps,
  { id }: Issue,
  { change, message }: Asked<{ readonly change: Change }>,
): Promise<Issue> {
  return retryConflicts(async () => {
    const issue = await findIssue(deps.db, id)
    if (!issue) throw new Error(`issue ${id} is not stored`)
    const statements = [
      ...changeStatus(deps, issue, change.status),
      ...enqueueLabelChange(deps, issue, change),
      ...enqueueTextChange(deps, issue, change.body === undefined ? {} : { body: change.body }),
    ]
    const guard = statements.length > 0 ? [guardIssue(deps.db, issue)] : []
    const changed = Object.keys(change).filter((field) => change[field as keyof Change])
    const reason = statements.length > 0 ? `changes ${changed.join(', ')}` : 'nothing changes'
    await store(deps, issue, [...guard, ...statements, keep(deps, issue, message, reason)])
    return (await findIssue(deps.db, id)) ?? issue
  })
}

function changeStatus(deps: Deps, issue: Issue, status: Status | undefined): Statement[] {
  if (!status) return []
  const verdict = status === 'closed' ? 'fixed' : 'open'
  const lastReport = { ...issue.lastReport, verdict, reason: '' } as const
  const reported = updateIssue(deps.db, issue.id, { lastReport, lastReportAt: deps.now() })
  if (status === issue.status) return [reported]
  const state: State = { status, reason: status === 'closed' ? 'completed' : null }
  return [
    reported,
    setState(deps.db, issue.id, state, 'scanner', deps.now()),
    ...enqueueState(deps, issue, state, `the scanner set the status to ${status}`),
  ]
}
