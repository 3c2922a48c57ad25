import { type Issue, setState, updateIssue } from '../../db/tables/issues.ts'
import { dropStates } from '../../db/tables/queue/issue-jobs.ts'
import type { Job } from '../../db/tables/queue/jobs.ts'
import { remoteState } from '../../db/tables/remote.ts'
import type { Deps } from '../deps.ts'
import { mayBeEcho, sameState } from '../domain/echo.ts'
import type { IssueEvent } from '../domain/events.ts'
import { onPerson } from '../domain/lifecycle.ts'
import type { SourceChange } from '../domain/work.ts'
import { follow } from '../intake/apply-decision.ts'
import { enqueuePush, enqueueRefresh } from '../queue/enqueue.ts'
import { moveTo } from './apply-move.ts'
import type { Mirror } from './mirror.ts'
import { type Applied, withHistory } from './with-history.ts'

/** What decides whether a reported state is believed. */
export interface Weight {
  readonly mirror: Pick<Mirror, 'open' | 'reportedAt'>
  readonly trusted: boolean
}

/** Applies an issue as the tracker reports it. A state that may be an echo of our own write is not believed at once, unless it is trusted. */
export function applyIssue(
  deps: Deps,
  issue: Issue,
  event: IssueEvent,
  { mirror, trusted }: Weight,
): Applied {
  if (event.at < issue.seenAt && !trusted) return { issue, statements: [] }
  const moved =
    event.issue.key === issue.remoteKey ? null : moveTo(deps, issue, event.issue, event.url)
  const { issue: then, statements } = takeFacts(deps, moved?.issue ?? issue, event, mirror.open)
  const belief = weigh(deps, issue, event, { mirror, trusted })
  const before = [...(moved?.statements ?? []), ...statements]
  if (belief === 'ask') {
    const ask = enqueueRefresh(deps, then, 'the reported state may be an echo of our own write')
    return { issue: then, statements: [...before, ask] }
  }
  if (belief !== 'news') return { issue: then, statements: before }
  const decided = decide(deps, then, event, mirror.reportedAt)
  return { issue: decided.issue, statements: [...before, ...decided.statements] }
}

/** Decides whether a reported state is known, may be an echo of our own write, or is a person's decision. */
function weigh(
  deps: Deps,
  issue: Issue,
  { state, at }: IssueEvent,
  { mirror, trusted }: Weight,
): 'known' | 'ask' | 'news' {
  if (sameState(state, remoteState(issue))) return 'known'
  if (trusted) return 'news'
  // A refresh is on its way.
  if (mirror.open.some(({ kind }) => kind === 'refresh')) return 'known'
  const writing = mirror.open.some(isWritingState)
  return mayBeEcho(at, { ...issue, writing }, deps.now()) ? 'ask' : 'news'
}

function isWritingState({ kind, firstAttemptAt, payload }: Job): boolean {
  return kind === 'update' && firstAttemptAt !== null && 'state' in payload
}

/** Some trackers report whole seconds, so two events in the same second cannot be ordered. */
const precisionMs = 1000

/** A person decided: what was still to be written of the state is not, and the scanner's side learns of it. */
function decide(
  deps: Deps,
  issue: Issue,
  { state, stateAt }: IssueEvent,
  reportedAt: number,
): Applied {
  const now = deps.now()
  const isNewer = reportedAt >= stateAt + precisionMs
  const decision = onPerson(state, isNewer ? issue.lastReport : null, deps.config.seenAgain)
  const remote = { remoteStatus: state.status, remoteReason: state.reason, wroteAt: 0 }
  const then: Issue = { ...issue, ...state, ...remote, decidedBy: 'person', statusAt: now }
  return withHistory(deps, then, decision.why, [
    setState(deps.db, issue.id, state, 'person', now),
    updateIssue(deps.db, issue.id, remote),
    dropStates(issue.id),
    ...follow(deps, then, decision),
    ...(decision.state ? [] : enqueuePush(deps, then, changeOf(then), decision.why)),
  ])
}

/** What to report to the scanner about a person's decision. */
function changeOf({ status, reason, remoteUrl }: Issue): SourceChange {
  const words =
    status === 'open' ? 'Reopened' : reason === 'completed' ? 'Fixed' : 'Will not be fixed'
  return { state: { status, reason }, comment: `${words} in the tracker: ${remoteUrl ?? ''}` }
}

/** Applies what is always believed: labels, assignee, page, and how far we have seen. */
function takeFacts(
  deps: Deps,
  issue: Issue,
  event: IssueEvent,
  open: readonly Pick<Job, 'payload'>[],
): Applied {
  // Labels that we are about to take off are ours, and no news.
  const leaving = new Set(open.flatMap(({ payload }) => payload.removeLabels ?? []))
  const labels = event.labels?.filter((label) => !leaving.has(label)) ?? issue.remoteLabels
  const facts = {
    ...(event.at > issue.seenAt && { seenAt: event.at }),
    ...(issue.missingAt !== null && { missingAt: null }),
    ...(event.url !== issue.remoteUrl && { remoteUrl: event.url }),
    ...(event.assignee !== issue.remoteAssignee && { remoteAssignee: event.assignee }),
    ...(JSON.stringify(labels) !== JSON.stringify(issue.remoteLabels) && { remoteLabels: labels }),
  }
  if (Object.keys(facts).length === 0) return { issue, statements: [] }
  return { issue: { ...issue, ...facts }, statements: [updateIssue(deps.db, issue.id, facts)] }
}
