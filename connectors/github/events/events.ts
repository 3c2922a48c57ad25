import type { CommentEvent, IssueEvent } from '../../../src/domain/events.ts'
import type { Reason, RemoteRef, State } from '../../../src/domain/issue.ts'
import { keyOf, withoutMarker } from '../issues/marker.ts'
import { isHeard } from '../repository/public.ts'
import type { ApiComment, ApiIssue } from '../schema.ts'

/** The issue as it is now. */
export function issueEvent(target: string, issue: ApiIssue): IssueEvent {
  return {
    kind: 'issue',
    issue: { target, id: String(issue.id), key: String(issue.number) },
    state: stateOf(issue),
    stateAt: Date.parse(issue.closed_at ?? issue.updated_at),
    title: issue.title,
    labels: issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
    assignee: issue.assignees?.[0]?.login ?? '',
    url: issue.html_url,
    comments: issue.comments,
    at: Date.parse(issue.updated_at),
  }
}

/** The comment as it is now, without our marker, whose key it gives. */
export function commentEvent(issue: RemoteRef, comment: ApiComment): CommentEvent {
  const body = comment.body ?? ''
  return {
    kind: 'comment',
    issue,
    comment: String(comment.id),
    key: keyOf(body),
    author: comment.user?.login ?? '',
    body: withoutMarker(body),
    createdAt: Date.parse(comment.created_at),
    at: Date.parse(comment.updated_at),
  }
}

/** Returns whether a comment is mirrored: our own, and those of people whom `isHeard` admits. */
export function isMirrored(comment: ApiComment, isPublic: boolean): boolean {
  return isHeard(comment.author_association, isPublic) || keyOf(comment.body ?? '') !== null
}

/** The number of the issue that a comment belongs to. */
export function numberOf(comment: ApiComment): number {
  return Number(comment.issue_url.slice(comment.issue_url.lastIndexOf('/') + 1))
}

/** The issue's state. Issues closed before GitHub knew reasons have none. */
export function stateOf({ state, state_reason }: Pick<ApiIssue, 'state' | 'state_reason'>): State {
  if (state !== 'closed') return { status: 'open', reason: null }
  const reasons: readonly Reason[] = ['not_planned', 'duplicate']
  return {
    status: 'closed',
    reason: reasons.find((reason) => reason === state_reason) ?? 'completed',
  }
}
