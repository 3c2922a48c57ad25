import { uuidv7 } from 'uuidv7'
import { laneId } from '../../db/accounts.ts'
import { insertComment } from '../../db/comments.ts'
import type { Statement } from '../../db/db.ts'
import { type Issue, updateIssue } from '../../db/issues.ts'
import { insertJob } from '../../db/jobs.ts'
import type { JobKind } from '../../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Person } from '../domain/finding.ts'

/** A person without a name. */
export const nobody: Person = { email: '', username: '' }

/** A write owed to the tracker that has, or will have, the issue. */
export function enqueue(
  deps: Deps,
  issue: Pick<Issue, 'id' | 'tracker' | 'target'>,
  kind: JobKind,
  payload: Record<string, unknown>,
  reason: string,
): Statement {
  return insertJob({
    id: uuidv7(),
    issueId: issue.id,
    account: issue.tracker,
    lane: laneId(issue.tracker, issue.target),
    kind,
    payload,
    reason,
    now: deps.now(),
  })
}

/** Has the tracker asked how the issue is, after what the issue is owed: what it told cannot be told from our own writes. */
export function enqueueRefresh(deps: Deps, issue: Issue, why: string): Statement {
  return enqueue(deps, issue, 'read', {}, why)
}

/** A comment on the issue, and the job that brings it to the tracker. */
export function enqueueComment(
  deps: Deps,
  issue: Issue,
  comment: { origin: 'scanner' | 'lockstep'; author: Person; body: string },
  reason: string,
): [Statement, Statement] {
  const id = uuidv7()
  const now = deps.now()
  return [
    insertComment(deps.db, { id, issueId: issue.id, ...comment, createdAt: now, updatedAt: now }),
    enqueue(deps, issue, 'comment', { comment: id }, reason),
  ]
}

/** Lockstep's own words to the developers. */
export function explain(deps: Deps, issue: Issue, body: string, reason: string) {
  return enqueueComment(deps, issue, { origin: 'lockstep', author: nobody, body }, reason)
}

/** The write owed when the scanner names another person; nothing where it names none at all or the same. */
export function enqueueAssignee(deps: Deps, issue: Issue, assignee: Person | null): Statement[] {
  const { email, username } = issue.assignee
  if (!assignee || (assignee.email === email && assignee.username === username)) return []
  return [
    updateIssue(deps.db, issue.id, { assignee, updatedAt: deps.now() }),
    enqueue(deps, issue, 'update', { assignee }, 'the scanner changed the assignee'),
  ]
}

/** Enqueues the scanner's new due date; nothing if it is the same. */
export function enqueueDueDate(deps: Deps, issue: Issue, now: string): Statement[] {
  const { dueDate: was } = issue
  if (now === was) return []
  return [
    updateIssue(deps.db, issue.id, { dueDate: now, updatedAt: deps.now() }),
    enqueue(deps, issue, 'update', { dueDate: { was, now } }, 'the scanner changed the due date'),
  ]
}

/** The write owed when title or body differ from what is stored; nothing when they are the same. */
export function enqueueTextChange(
  deps: Deps,
  issue: Issue,
  text: { title?: string; body?: string },
): Statement[] {
  const { title = issue.title, body = issue.body } = text
  const change = {
    ...(title !== issue.title && { title: { was: issue.title, now: title } }),
    ...(body !== issue.body && { body: { was: issue.body, now: body } }),
  }
  if (Object.keys(change).length === 0) return []
  return [
    updateIssue(deps.db, issue.id, { title, body, updatedAt: deps.now() }),
    enqueue(deps, issue, 'update', change, 'the text changed'),
  ]
}
