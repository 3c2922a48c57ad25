import type { CommentEvent, IssueEvent } from '../../../src/domain/events.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { isMarkLabel, keyIn, property } from '../issues/marker.ts'
import { type Resolutions, stateOf } from '../status/state.ts'
import { commentBody } from '../text/comment-body.ts'
import type { Comment, Issue } from './schema.ts'

/** The fields that `issueEvent` reads. */
export const issueFields = [
  'summary',
  'status',
  'resolution',
  'labels',
  'assignee',
  'updated',
  'resolutiondate',
  'statuscategorychangedate',
]

/** What an issue is read with: where the site's pages are, and what resolutions mean there. */
export interface Site {
  readonly url: string
  readonly resolutions: Resolutions
}

/** The issue as it is now, without our own marker among its labels. */
export function issueEvent(
  { url: site, resolutions }: Site,
  { id, key, fields }: Issue,
): IssueEvent {
  const state = stateOf(fields.status, fields.resolution, resolutions)
  const closedAt = state.status === 'closed' ? fields.resolutiondate : null
  return {
    kind: 'issue',
    issue: refOf({ id, key }),
    state,
    stateAt: closedAt ?? fields.statuscategorychangedate ?? fields.updated,
    title: fields.summary ?? '',
    labels: labelsIn(fields.labels),
    assignee: fields.assignee?.accountId ?? '',
    url: `${site}/browse/${key}`,
    comments: null,
    at: fields.updated,
  }
}

/**
 * The labels without our own marker. Null if Jira says nothing of them: the payload has none, or Jira
 * could not take labels when the issue was filed, and then it has no marker either.
 */
function labelsIn(labels: readonly string[] | null | undefined): readonly string[] | null {
  return labels?.length ? labels.filter((label) => !isMarkLabel(label)) : null
}

/** Where an issue is: its key begins with its project's. */
export function refOf({ id, key }: { id: string; key: string }): RemoteRef {
  return { id, key, target: key.slice(0, key.lastIndexOf('-')) }
}

/** The comment as it is now, with the key that it carries if it is ours. */
export function commentEvent(issue: RemoteRef, comment: Comment): CommentEvent {
  return {
    kind: 'comment',
    issue,
    comment: comment.id,
    key: keyOf(comment),
    author: comment.author?.displayName ?? comment.author?.accountId ?? '',
    body: commentBody(comment.body),
    createdAt: comment.created,
    at: comment.updated,
  }
}

/**
 * Whether the comment may leave Jira: whoever sees the issue sees it, or it is ours. Notes among agents
 * and comments for certain roles stay in Jira.
 */
export function isMirrored(comment: Comment): boolean {
  const { jsdPublic, visibility, properties } = comment
  // Data Center says it with the comment's properties alone.
  const service = properties?.find(({ key }) => key === 'sd.public.comment')?.value
  const isInternal = jsdPublic === false || Object(service).internal === true
  return (!isInternal && visibility == null) || keyOf(comment) !== null
}

function keyOf({ properties }: Pick<Comment, 'properties'>): string | null {
  return keyIn(properties?.find(({ key }) => key === property)?.value)
}
