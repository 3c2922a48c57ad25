import { type Issue, unwritten } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { issueLabels } from '../domain/draft.ts'
import { HttpError } from '../domain/errors.ts'
import { type Finding, noPerson } from '../domain/finding.ts'
import type { ScannerReport } from '../domain/lifecycle.ts'
import { reportTime } from '../domain/order.ts'
import { chooseRoute } from '../domain/routing.ts'
import { newId } from '../platform/new-id.ts'
import type { Message } from './message.ts'

/** The issue of a finding, not stored yet. Throws HttpError if no route or target fits. */
export function newIssue(deps: Deps, report: Report): Issue {
  const { finding } = report
  const goal = chooseRoute(deps.config.routes, finding)
  if (!goal) throw new HttpError(422, noRouteFor(finding))
  const problem = deps.accounts.get(goal.account)?.definition.problemWith(goal.target)
  if (problem) throw new HttpError(422, `project_name: ${problem}`)
  const now = deps.now()
  const at = reportTime(finding, now)
  const { source, key, title, body, labels, severity, assignee, dueDate, project } = finding
  return {
    ...unwritten,
    id: newId(),
    source,
    sourceKey: key,
    account: goal.account,
    target: goal.target,
    status: 'open',
    reason: null,
    statusAt: now,
    decidedBy: 'scanner',
    lastReport: { ...reportOf(report), stateAt: at, detailsAt: at },
    lastReportAt: now,
    title,
    body,
    labels: [...(labels ?? [])],
    ourLabels: issueLabels(finding, goal),
    severity,
    assignee: assignee ?? noPerson,
    dueDate,
    // A finding that an older version kept has none.
    link: finding.link ?? '',
    place: finding.place ?? '',
    project,
    createdAt: now,
    updatedAt: now,
  }
}

/** A finding as it came in: who sent it, and whether an issue is asked for whatever its verdict. */
export interface Report {
  readonly finding: Finding
  /** The scanner's name as people write it. */
  readonly by: string
  readonly asked: boolean
  /** The message that carried this finding alone. Absent for a finding that was fetched, or came with others. */
  readonly message?: Message
}

/** What a report says of its finding's state. A new finding that states no status is open. */
export function reportOf({ finding, by, asked, message }: Report): ScannerReport {
  const { verdict, reason } = finding
  return { verdict: verdict ?? 'open', reason, by, asked, digest: message?.digest ?? null }
}

function noRouteFor({ project, severity }: Finding): string {
  const found = `project "${project}" ${severity ? `with severity "${severity}"` : 'without severity'}`
  return `No route takes ${found}. Add a last route without "when" to catch the rest.`
}
