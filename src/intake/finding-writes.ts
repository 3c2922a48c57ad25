import { uuidv7 } from 'uuidv7'
import { checkSoon, ensureLane, laneId } from '../../db/accounts.ts'
import type { Statement } from '../../db/db.ts'
import { insertDelivery } from '../../db/deliveries.ts'
import { guardIssue, type Issue, insertIssue, unfiled, updateIssue } from '../../db/issues.ts'
import { redriveJobs } from '../../db/jobs.ts'
import type { Deps } from '../deps.ts'
import { issueLabels } from '../domain/draft.ts'
import { HttpError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import { type Decision, onReport, onVerdict, type Said } from '../domain/lifecycle.ts'
import { newsIn, reportTime, timesAfter } from '../domain/order.ts'
import { chooseRoute } from '../domain/routing.ts'
import {
  enqueue,
  enqueueAssignee,
  enqueueDueDate,
  enqueueTextChange,
  nobody,
} from '../queue/enqueue.ts'
import { enqueueLabelChange } from './accept-change.ts'
import { follow } from './apply-decision.ts'
import type { Known } from './known-issues.ts'

/** A finding as it came in: who sent it, and whether an issue is asked for whatever its verdict. */
export interface Report {
  readonly finding: Finding
  /** The scanner's name as people write it. */
  readonly by: string
  readonly asked: boolean
}

/** What a finding that is not known asks for: nothing but the record where the finding needs no issue. */
export function writesForNew(
  deps: Deps,
  report: Report,
  issue = newIssue(deps, report),
): Statement[] {
  const { db } = deps
  const decision = onVerdict(issue.said, null, deps.config.seenAgain)
  if (!decision.create) return [received(deps, report.finding, null, decision.why)]
  return [
    insertIssue(db, issue),
    ...ensureLane(db, issue.tracker, issue.target),
    enqueue(deps, issue, 'create', {}, 'a new finding'),
    ...follow(deps, issue, decision),
    received(deps, report.finding, issue.id, decision.why),
  ]
}

/** What a finding asks for whose issue is this, as it was read. */
export function writesForKnown(deps: Deps, report: Report, { issue, told, untold }: Known) {
  const { db, config } = deps
  const { finding } = report
  const known = { ...issue, gone: issue.goneAt !== null, told }
  const at = reportTime(finding, deps.now())
  const news = newsIn(finding, at, issue.said)
  const last = news.state ? saidIn(report) : issue.said
  const said = { ...last, ...timesAfter(news, at, issue.said) }
  const decision: Decision = untold
    ? { why: 'the scanner does not know yet what a person decided' }
    : onReport(said, news, known, config.seenAgain)
  return [
    guardIssue(db, issue),
    updateIssue(db, issue.id, {
      said,
      ...(news.state && { saidAt: deps.now() }),
      ...(issue.sourceKey !== finding.key && { sourceKey: finding.key }),
    }),
    received(deps, finding, issue.id, decision.why),
    ...follow(deps, issue, decision),
    ...(decision.update ? changesIn(deps, finding, issue) : []),
    ...(issue.remoteId === null ? rearm(deps, issue) : []),
  ]
}

/** The changes of an open finding that its issue follows: text, severity, labels, assignee and due date. */
function changesIn(deps: Deps, finding: Finding, issue: Issue): Statement[] {
  const { partial, assignee, dueDate } = finding
  const severity = finding.severity ?? issue.severity
  const labels = finding.labels ?? issue.labels
  const isLabelled = severity === issue.severity && String(labels) === String(issue.labels)
  return [
    ...(partial ? [] : enqueueTextChange(deps, issue, finding)),
    ...(isLabelled ? [] : enqueueLabelChange(deps, issue, { severity, labels })),
    ...enqueueAssignee(deps, issue, assignee),
    ...(dueDate ? enqueueDueDate(deps, issue, dueDate) : []),
  ]
}

/** Lets what was refused before be tried again: the scanner asks once more. */
function rearm({ db, now }: Deps, { id, tracker, target }: Issue): Statement[] {
  return [redriveJobs(db, { issue: id }, now()), ...checkSoon(db, tracker, laneId(tracker, target))]
}

/** A new finding that states no status is open. */
function saidIn({ finding: { verdict, reason }, by, asked }: Report): Said {
  return { verdict: verdict ?? 'open', reason, by, asked }
}

/** The issue of a finding, not stored yet. Throws HttpError where no route or target fits. */
export function newIssue(deps: Deps, report: Report): Issue {
  const { finding } = report
  const goal = chooseRoute(deps.config.routes, finding)
  if (!goal)
    throw new HttpError(
      422,
      `no route takes project "${finding.project}" with severity "${finding.severity ?? ''}"`,
    )
  const problem = deps.accounts.get(goal.tracker)?.definition.problemWith(goal.target)
  if (problem) throw new HttpError(422, `project_name: ${problem}`)
  const now = deps.now()
  const at = reportTime(finding, now)
  const { source, key, title, body, labels, severity, assignee, dueDate, project } = finding
  return {
    id: uuidv7(),
    source,
    sourceKey: key,
    tracker: goal.tracker,
    target: goal.target,
    generation: 1,
    ...unfiled,
    status: 'open',
    reason: null,
    statusAt: now,
    decidedBy: 'scanner',
    said: { ...saidIn(report), stateAt: at, detailsAt: at },
    saidAt: now,
    goneAt: null,
    title,
    body,
    labels: [...(labels ?? [])],
    ourLabels: issueLabels(finding, goal),
    severity,
    assignee: assignee ?? nobody,
    dueDate,
    project,
    createdAt: now,
    updatedAt: now,
    version: 0,
  }
}

/** The record that a finding came in, for the issue's history. */
export function received(
  deps: Deps,
  { source }: Finding,
  issueId: string | null,
  reason: string,
): Statement {
  return insertDelivery(deps.db, {
    id: uuidv7(),
    source,
    issueId,
    headers: {},
    outcome: 'accepted',
    reason,
    at: deps.now(),
  })
}
