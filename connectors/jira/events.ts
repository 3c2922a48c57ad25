import { z } from 'zod'
import type { CommentEvent, IssueEvent, RemoteRef } from '../../src/domain/issue.ts'
import { adfToMarkdown } from './adf/from/adf-to-markdown.ts'
import { isMarkLabel, keyIn, property } from './marker.ts'
import { stateOf } from './state.ts'

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

const text = z.string().nullish()
const time = z.string().transform((value, context) => {
  const at = Date.parse(value)
  if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'is no time' })
  return at
})
const named = z.object({ name: text }).nullish()

/** An issue as Jira tells it, in answers and in webhooks. */
export const Issue = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.object({
    summary: text,
    status: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) }),
    resolution: named,
    labels: z.array(z.string()).nullish(),
    assignee: z.object({ accountId: text }).nullish(),
    updated: time,
    resolutiondate: time.nullish(),
    statuscategorychangedate: time.nullish(),
    comment: z.object({ total: z.number(), comments: z.array(z.unknown()) }).nullish(),
  }),
})
export type Issue = z.infer<typeof Issue>

const when = z.union([z.date().transform((date) => date.getTime()), time])

/** A comment as Jira tells it. jira.js has made its times dates; webhooks and searches have them as text. */
export const Comment = z.object({
  id: z.string(),
  body: z.unknown().optional(),
  author: z.object({ displayName: text, accountId: text }).nullish(),
  created: when,
  updated: when,
  jsdPublic: z.boolean().nullish(),
  visibility: z.unknown().optional(),
  properties: z.array(z.object({ key: z.string(), value: z.unknown() })).nullish(),
})
export type Comment = z.infer<typeof Comment>

/** The issue as it is now, on a site whose pages are below `site`. Our own marker is left out of its labels. */
export function issueEvent(site: string, { id, key, fields }: Issue): IssueEvent {
  const state = stateOf(fields.status, fields.resolution?.name ?? null)
  const closedAt = state.status === 'closed' ? fields.resolutiondate : null
  return {
    kind: 'issue',
    issue: refOf({ id, key }),
    state,
    stateAt: closedAt ?? fields.statuscategorychangedate ?? fields.updated,
    title: fields.summary ?? '',
    labels: (fields.labels ?? []).filter((label) => !isMarkLabel(label)),
    assignee: fields.assignee?.accountId ?? '',
    url: `${site}/browse/${key}`,
    comments: null,
    at: fields.updated,
  }
}

/** Where an issue is: its key begins with its project's. */
export function refOf({ id, key }: { id: string; key: string }): RemoteRef {
  return { id, key, target: key.slice(0, key.lastIndexOf('-')) }
}

/** The comment as it is now, with the key that it carries if it is ours. */
export function commentEvent(issue: RemoteRef, comment: Comment): CommentEvent {
  const mark = comment.properties?.find(({ key }) => key === property)
  return {
    kind: 'comment',
    issue,
    comment: comment.id,
    key: keyIn(mark?.value),
    author: comment.author?.displayName ?? comment.author?.accountId ?? '',
    body: adfToMarkdown(comment.body).trimEnd(),
    createdAt: comment.created,
    at: comment.updated,
  }
}

/** Whether everybody who sees the issue sees the comment: notes among agents and for certain roles stay in Jira. */
export function isPublic({ jsdPublic, visibility }: Pick<Comment, 'jsdPublic' | 'visibility'>) {
  return jsdPublic !== false && visibility == null
}
