import type { Attachment } from '../../../db/tables/attachments.ts'
import type { Comment } from '../../../db/tables/comments.ts'
import type { Issue } from '../../../db/tables/issues.ts'
import type { Assignees } from '../../domain/draft.ts'
import type { Person, Severity } from '../../domain/finding.ts'
import { withEveryDigit } from '../../platform/json.ts'
import { CreateIssue } from './schema.ts'

const documented: ReadonlySet<string> = new Set(Object.keys(CreateIssue.shape))

/** The 201 body: every documented field exactly as it was sent, and what we add. `sent` is what `text` was parsed to. */
export function presentCreated(
  { sent, text }: { readonly sent: object; readonly text: string },
  issue: Issue,
  links: Links,
): string {
  const { id, remoteAssignee: assignee_id } = issue
  // Mostly the sender's own text will do, and it has every digit.
  if (Object.keys(sent).every((field) => documented.has(field)))
    return `{"id":"${id}",${text.trim().slice(1, -1)},${JSON.stringify({ assignee_id, links }).slice(1)}`
  const echo = Object.entries(withEveryDigit(sent, text) as object)
  const known = Object.fromEntries(echo.filter(([field]) => documented.has(field)))
  return JSON.stringify({ id, ...known, assignee_id, links })
}

/** Where an issue is: for programs, and for people. */
export interface Links {
  readonly self: string
  readonly html: string
}

/** The body of `GET /api/v1/issues/:id`. */
export function presentIssue(issue: Issue, assignees: Assignees, links: Links) {
  const { id, status, title, body, severity, dueDate } = issue
  return {
    id,
    status,
    title,
    template_md: body,
    assignee: assigneeNow(issue, assignees),
    labels: labelsNow(issue),
    severity: severity ?? ('' as Severity | ''),
    due_date: dueDate,
    links,
  }
}

/** The assignee in the tracker: as `assignees` names them, or as the scanner did, or else by the tracker's name. */
function assigneeNow(issue: Issue, assignees: Assignees): Person {
  const { account, remoteId, remoteAssignee: user, ourAssignee } = issue
  if (remoteId === null) return issue.assignee
  const isUser = (name = '') => name.toLowerCase() === user.toLowerCase()
  const [known] = Object.entries(assignees).find(([, users]) => isUser(users[account])) ?? []
  if (user && known) return known.includes('@') ? { email: known, username: user } : named(known)
  return user && user === ourAssignee ? issue.assignee : named(user)
}

function named(username: string): Person {
  return { email: '', username }
}

/** The labels in the tracker, once it has reported them, without those that we added ourselves. */
function labelsNow({ labels, ourLabels, remoteLabels }: Issue): readonly string[] {
  if (!remoteLabels) return labels
  const lower = new Set(labels.map((label) => label.toLowerCase()))
  const added = new Set(ourLabels.map((label) => label.toLowerCase()))
  return remoteLabels.filter((label) => {
    const name = label.toLowerCase()
    return lower.has(name) || !added.has(name)
  })
}

/** One comment of `GET /api/v1/issues/:id/comments`. */
export function presentComment({ createdAt, body, author }: Comment) {
  return { created_at: new Date(createdAt).toISOString(), body, author }
}

/** One file of `GET /api/v1/issues/:id/attachments`. */
export function presentAttachment({ id, title, size, url, createdAt }: Attachment) {
  return { id, title, size, created_at: new Date(createdAt).toISOString(), link: url ?? '' }
}
