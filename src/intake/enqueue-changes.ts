import type { Statement } from '../../db/store.ts'
import { type Issue, updateIssue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { issueLabels } from '../domain/draft.ts'
import type { Finding, Person, Severity } from '../domain/finding.ts'
import { chooseRoute } from '../domain/routing.ts'
import { enqueue } from '../queue/enqueue.ts'

// What a scanner changes of a finding whose issue is filed: the issue's row, and the job that brings it to the tracker.

/** Enqueues what an issue follows of an open finding: text, severity, labels, assignee and due date. */
export function enqueueChanges(deps: Deps, issue: Issue, finding: Finding): Statement[] {
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

/** Enqueues the scanner's new assignee; nothing if it names none at all or the same. */
function enqueueAssignee(deps: Deps, issue: Issue, assignee: Person | null): Statement[] {
  const { email, username } = issue.assignee
  if (!assignee || (assignee.email === email && assignee.username === username)) return []
  return [
    updateIssue(deps.db, issue.id, { assignee, updatedAt: deps.now() }),
    enqueue(
      deps,
      issue,
      { kind: 'update', payload: { assignee } },
      'the scanner changed the assignee',
    ),
  ]
}

/** Enqueues the scanner's new due date; nothing if it is the same. */
function enqueueDueDate(deps: Deps, issue: Issue, now: string): Statement[] {
  const { dueDate: was } = issue
  if (now === was) return []
  const change = { kind: 'update', payload: { dueDate: { was, now } } } as const
  return [
    updateIssue(deps.db, issue.id, { dueDate: now, updatedAt: deps.now() }),
    enqueue(deps, issue, change, 'the scanner changed the due date'),
  ]
}

/** Enqueues title and body if they differ from what is stored, or if what stands at the body's end does. */
export function enqueueTextChange(
  deps: Deps,
  issue: Issue,
  text: { title?: string; body?: string; link?: string; place?: string },
): Statement[] {
  const { title = issue.title, body = issue.body } = text
  const end = { link: text.link || issue.link, place: text.place || issue.place }
  const isSame = body === issue.body && end.link === issue.link && end.place === issue.place
  const change = {
    ...(title !== issue.title && { title: { was: issue.title, now: title } }),
    ...(!isSame && { body: { was: issue.body, now: body } }),
  }
  if (Object.keys(change).length === 0) return []
  return [
    updateIssue(deps.db, issue.id, { title, body, ...end, updatedAt: deps.now() }),
    enqueue(deps, issue, { kind: 'update', payload: change }, 'the text changed'),
  ]
}

/** Enqueues severity and labels if they differ from what is stored: only labels of ours are added and removed. */
export function enqueueLabelChange(
  deps: Deps,
  issue: Issue,
  change: {
    readonly labels?: readonly string[] | undefined
    readonly severity?: Severity | null | undefined
  },
): Statement[] {
  const severity = change.severity ?? issue.severity
  const labels = change.labels ?? issue.labels
  const wanted = labelsFor(deps, issue, { labels, severity })
  const addLabels = wanted.filter((label) => !issue.ourLabels.includes(label))
  const removeLabels = issue.ourLabels.filter((label) => !wanted.includes(label))
  const changed = severity &&
    severity !== issue.severity && { severity: { was: issue.severity, now: severity } }
  if (!changed && addLabels.length + removeLabels.length === 0) return []
  return [
    updateIssue(deps.db, issue.id, {
      severity,
      labels: [...labels],
      ourLabels: wanted,
      ...(issue.remoteLabels && {
        remoteLabels: issue.remoteLabels.filter((label) => !removeLabels.includes(label)),
      }),
      updatedAt: deps.now(),
    }),
    enqueue(
      deps,
      issue,
      { kind: 'update', payload: { addLabels, removeLabels, ...changed } },
      'the scanner changed severity or labels',
    ),
  ]
}

/** By the route that sends findings like this to where the issue is; it may have changed since the issue was filed. */
function labelsFor(
  deps: Deps,
  issue: Issue,
  now: { labels: readonly string[]; severity: Severity | null },
): string[] {
  const goal = chooseRoute(deps.config.routes, issue)
  const finding = { source: issue.source, ...now }
  return goal ? issueLabels(finding, goal) : [...now.labels]
}
