import { ensureLane, laneId } from '../../db/accounts.ts'
import { type Issue, remoteState, setState, updateIssue } from '../../db/issues.ts'
import { dropJobs, dropStates, type Job, moveJobs } from '../../db/jobs.ts'
import type { Deps } from '../deps.ts'
import { mayBeEcho, sameState } from '../domain/echo.ts'
import type { IssueEvent, RemoteRef, TrackerEvent } from '../domain/issue.ts'
import { onPerson } from '../domain/lifecycle.ts'
import { follow } from '../intake/apply-decision.ts'
import { enqueuePush } from '../jobs/push.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import type { SourceChange } from '../sources/source.ts'
import { type Applied, noted } from './with-history.ts'

/** Takes over an issue as the tracker tells it. What it says of the state is weighed first, unless it is trusted. */
export function applyIssue(
  deps: Deps,
  issue: Issue,
  event: IssueEvent,
  { owed, trusted }: { owed: readonly Job[]; trusted: boolean },
): Applied {
  if (event.at < issue.seenAt && !trusted) return { issue, statements: [] }
  const moved =
    event.issue.key === issue.remoteKey ? null : moveTo(deps, issue, event.issue, event.url)
  const { issue: then, statements } = takeFacts(deps, moved?.issue ?? issue, event, owed)
  const belief = weigh(deps, issue, event, { owed, trusted })
  const before = [...(moved?.statements ?? []), ...statements]
  if (belief === 'ask') {
    const ask = enqueueRefresh(deps, then, 'what the tracker told may be our own writing')
    return { issue: then, statements: [...before, ask] }
  }
  if (belief !== 'news') return { issue: then, statements: before }
  const decided = decide(deps, then, event)
  return { issue: decided.issue, statements: [...before, ...decided.statements] }
}

/** The issue goes on under another id, key or target. */
export function applyMove(
  deps: Deps,
  issue: Issue,
  { to, url }: TrackerEvent & { kind: 'moved' },
): Applied {
  return moveTo(deps, issue, to, url)
}

/** The issue is no more: it is never filed again, and nothing is written to it. */
export function applyGone(deps: Deps, issue: Issue, why: string): Applied {
  const goneAt = deps.now()
  return noted(deps, { ...issue, goneAt }, why, [
    updateIssue(deps.db, issue.id, { goneAt, updatedAt: goneAt }),
    dropJobs(deps.db, issue.id, why, goneAt),
  ])
}

/** What to make of a state that is told: it is known, it may be our own writing, or it is a person's doing. */
function weigh(
  deps: Deps,
  issue: Issue,
  { state, at }: IssueEvent,
  { owed, trusted }: { owed: readonly Job[]; trusted: boolean },
): 'known' | 'ask' | 'news' {
  if (sameState(state, remoteState(issue))) return 'known'
  if (trusted) return 'news'
  // It is asked already.
  if (owed.some(({ kind }) => kind === 'read')) return 'known'
  const writing = owed.some(({ triedAt, payload }) => triedAt !== null && 'state' in payload)
  return mayBeEcho(at, { ...issue, writing }, deps.now()) ? 'ask' : 'news'
}

/** Trackers may tell whole seconds: what came later within one is not known to have come later. */
const precisionMs = 1000

/** A person decided: what was still to be written of the state is not, and the scanner's side learns of it. */
function decide(deps: Deps, issue: Issue, { state, stateAt }: IssueEvent): Applied {
  const now = deps.now()
  const said = issue.saidAt >= stateAt + precisionMs ? issue.said : null
  const decision = onPerson(state, said, deps.config.seenAgain)
  const remote = { remoteStatus: state.status, remoteReason: state.reason, wroteAt: 0 }
  const then: Issue = { ...issue, ...state, ...remote, decidedBy: 'person', statusAt: now }
  return noted(deps, then, decision.why, [
    setState(deps.db, issue.id, state, 'person', now),
    updateIssue(deps.db, issue.id, remote),
    dropStates(deps.db, issue.id, now),
    ...follow(deps, then, decision),
    ...(decision.state ? [] : enqueuePush(deps, then, toldOf(then), decision.why)),
  ])
}

/** What the scanner is told of a person's decision. */
function toldOf({ status, reason, remoteUrl }: Issue): SourceChange {
  const words =
    status === 'open' ? 'Reopened' : reason === 'completed' ? 'Fixed' : 'Not to be fixed'
  return { state: { status, reason }, comment: `${words}, says the tracker: ${remoteUrl ?? ''}` }
}

/** What needs no weighing: labels, assignee, page, and how far we have seen. */
function takeFacts(
  deps: Deps,
  issue: Issue,
  event: IssueEvent,
  owed: readonly Pick<Job, 'payload'>[],
): Applied {
  // Labels that we are about to take off are ours, and no news.
  const leaving = new Set(owed.flatMap(({ payload }) => payload.removeLabels ?? []))
  const labels = event.labels?.filter((label) => !leaving.has(label)) ?? issue.remoteLabels
  const facts = {
    ...(event.at > issue.seenAt && { seenAt: event.at }),
    ...(event.url !== issue.remoteUrl && { remoteUrl: event.url }),
    ...(event.assignee !== issue.remoteAssignee && { remoteAssignee: event.assignee }),
    ...(JSON.stringify(labels) !== JSON.stringify(issue.remoteLabels) && { remoteLabels: labels }),
  }
  if (Object.keys(facts).length === 0) return { issue, statements: [] }
  return { issue: { ...issue, ...facts }, statements: [updateIssue(deps.db, issue.id, facts)] }
}

function moveTo(deps: Deps, issue: Issue, { target, id, key }: RemoteRef, url: string): Applied {
  const { db } = deps
  const place = { target, remoteId: id, remoteKey: key, remoteUrl: url }
  const then: Issue = { ...issue, ...place }
  return noted(deps, then, `it was moved to ${target} ${key}`, [
    ...ensureLane(db, issue.tracker, target),
    updateIssue(db, issue.id, { ...place, updatedAt: deps.now() }),
    moveJobs(db, issue.id, { account: issue.tracker, lane: laneId(issue.tracker, target) }),
  ])
}
