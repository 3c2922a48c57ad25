import { type Issue, setState, updateIssue } from '../../db/tables/issues.ts'
import { dropStates } from '../../db/tables/queue/issue-jobs.ts'
import type { Job } from '../../db/tables/queue/jobs.ts'
import type { Deps } from '../deps.ts'
import type { IssueEvent } from '../domain/events.ts'
import type { State } from '../domain/issue.ts'
import { type Decision, onPerson } from '../domain/lifecycle.ts'
import type { SourceChange } from '../domain/work.ts'
import { follow } from '../intake/apply-decision.ts'
import { enqueuePush, enqueueRefresh } from '../queue/enqueue.ts'
import { moveTo } from './apply-move.ts'
import { type Weight, weigh } from './weigh-state.ts'
import { type Applied, withHistory } from './with-history.ts'

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
  if (belief === 'ours') {
    const { status: remoteStatus, reason: remoteReason } = event.state
    const remote = { remoteStatus, remoteReason }
    return {
      issue: { ...then, ...remote },
      statements: [...before, updateIssue(deps.db, issue.id, remote)],
    }
  }
  const ask = (why: string): Applied => ({
    issue: then,
    statements: [...before, enqueueRefresh(deps, then, why)],
  })
  if (belief === 'ask') return ask('the reported state may be an echo of our own write')
  if (belief !== 'news') return { issue: then, statements: before }
  const decision = decisionOn(deps, then, event, mirror.reportedAt)
  // What we would write now may undo what people did later, of which we have not heard yet.
  if (!trusted && (decision.state || decision.renew))
    return ask('its scanner has spoken since a person decided')
  const decided = decide(deps, then, event.state, decision)
  return { issue: decided.issue, statements: [...before, ...decided.statements] }
}

/** Some trackers report whole seconds, so two events in the same second cannot be ordered. */
const precisionMs = 1000

/** What follows from a person's decision; the scanner's last word counts if it came after it. */
function decisionOn(
  { config }: Deps,
  { lastReport }: Issue,
  { state, stateAt }: IssueEvent,
  reportedAt: number,
): Decision {
  const isNewer = reportedAt >= stateAt + precisionMs
  return onPerson(state, isNewer ? lastReport : null, config.seenAgain)
}

/** A person decided: what was still to be written of the state is not, and the scanner's side learns of it. */
function decide(deps: Deps, issue: Issue, state: State, decision: Decision): Applied {
  const now = deps.now()
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
