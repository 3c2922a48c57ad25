import { and, asc, eq, gt, type InferSelectModel, max } from 'drizzle-orm'
import { localComments, localEvents, localIssues } from '../../../db/schema/index.ts'
import type { Db } from '../../../db/store.ts'
import type { Changes, CommentEvent, IssueEvent, TrackerEvent } from '../../../src/domain/events.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import type { LocalComment, LocalIssue } from './reads.ts'

/** One event with what it is about as that is now; a comment may be gone since. */
interface Row {
  readonly event: InferSelectModel<typeof localEvents>
  readonly issue: Omit<LocalIssue, 'body' | 'key' | 'html' | 'htmlVersion'>
  readonly comment: LocalComment | null
}

/** How many events are read at a time. */
const chunk = 80

/** Where `readChanges` starts from now: the number of the project's last event, as text. */
export async function lastCursor(db: Db, project: string): Promise<string> {
  const [row] = await db.query
    .select({ seq: max(localEvents.seq) })
    .from(localEvents)
    .where(eq(localEvents.project, project))
  return String(row?.seq ?? 0)
}

/** The next events of a project after the cursor. `urlOf` makes an issue's page. */
export async function readChanges(
  db: Db,
  project: string,
  cursor: string,
  urlOf: (issue: { project: string; number: number }) => string,
): Promise<Changes> {
  // An unreadable cursor repeats everything: better than skipping anything.
  const after = Number(cursor) || 0
  const rows = await eventsAfter(db, project, after)
  return {
    events: rows.flatMap((row) => eventOf(row, urlOf(row.issue))),
    cursor: String(rows.at(-1)?.event.seq ?? after),
    more: rows.length === chunk,
  }
}

function eventsAfter(db: Db, project: string, seq: number): Promise<Row[]> {
  const { id, number, title, labels, assignee, status, reason, stateAt } = localIssues
  const { createdAt, updatedAt } = localIssues
  const issue = {
    id,
    number,
    title,
    labels,
    assignee,
    status,
    reason,
    stateAt,
    createdAt,
    updatedAt,
  }
  return db.query
    .select({
      event: localEvents,
      issue: { ...issue, project: localIssues.project },
      comment: localComments,
    })
    .from(localEvents)
    .innerJoin(localIssues, eq(localIssues.id, localEvents.issueId))
    .leftJoin(localComments, eq(localComments.id, localEvents.commentId))
    .where(and(eq(localEvents.project, project), gt(localEvents.seq, seq)))
    .orderBy(asc(localEvents.seq))
    .limit(chunk)
}

function eventOf({ event, issue, comment }: Row, url: string): TrackerEvent[] {
  const { kind, at, commentId } = event
  if (kind === 'issue') return [issueEvent(issue, url)]
  if (kind === 'comment-deleted')
    return [{ kind, issue: refOf(issue), comment: commentId ?? '', at }]
  // Deleted since: the event that says so follows.
  return comment ? [commentEvent(issue, comment)] : []
}

/** The issue as it is now. */
export function issueEvent(issue: Row['issue'], url: string): IssueEvent {
  const { title, labels, assignee, status, reason, stateAt, updatedAt: at } = issue
  const state = { status, reason }
  // Its comments need not be counted: deletions are events.
  const facts = { title, labels, assignee, url, comments: null }
  return { kind: 'issue', issue: refOf(issue), state, stateAt, ...facts, at }
}

/** The comment as it is now. */
export function commentEvent(issue: Row['issue'], comment: LocalComment): CommentEvent {
  const { id, key, author, body, createdAt, updatedAt: at } = comment
  return { kind: 'comment', issue: refOf(issue), comment: id, key, author, body, createdAt, at }
}

function refOf({ project, id, number }: Row['issue']): RemoteRef {
  return { target: project, id, key: String(number) }
}
