import { defang } from '../text/defang.ts'
import type { Dialect } from '../text/dialect.ts'
import type { Finding, Person } from './finding.ts'
import type { RouteGoal } from './routing.ts'
import type { AssigneeDraft } from './writes.ts'

/** A finding's text and people as an issue's: everything in a draft that depends on the finding alone. */
export interface Translation {
  readonly title: string
  readonly body: string
  readonly assignee: AssigneeDraft | null
}

/** Who a tracker's users are, by the e-mail address that scanners know: address -> account -> user. */
export type Assignees = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Makes a finding's texts safe to show, and finds the tracker's user for its assignee. Cuts nothing. */
export function translate(
  finding: { title: string; body: string; assignee: Person },
  { account, dialect }: { account: string; dialect: Dialect },
  assignees: Assignees,
): Translation {
  return {
    title: finding.title,
    body: defang(finding.body, dialect),
    assignee: assigneeFor(finding.assignee, account, assignees),
  }
}

/** The tracker's user for a scanner's person; null for no person. */
export function assigneeFor(
  { email, username }: Person,
  account: string,
  assignees: Assignees,
): AssigneeDraft | null {
  const mapped = assignees[email]?.[account] ?? assignees[username]?.[account] ?? null
  return email || username ? { mapped, email, username } : null
}

/** The labels an issue gets: the scanner's own, the route's, and those for severity and source. */
export function issueLabels(
  finding: Pick<Finding, 'labels' | 'severity' | 'source'>,
  goal: RouteGoal,
): string[] {
  const severity = finding.severity && goal.severityLabel.replaceAll('{severity}', finding.severity)
  const source = goal.sourceLabel.replaceAll('{source}', finding.source)
  const all = [...(finding.labels ?? []), ...goal.labels, severity, source]
  return [...new Set(all.map((label) => label?.trim()).filter((label) => !!label))] as string[]
}
