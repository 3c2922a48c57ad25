import { createHmac, randomUUID } from 'node:crypto'
import { type Sent, webhookSecret } from '../kit/outbox.ts'
import { presentUser } from './people.ts'
import { textOf } from './rest/adf.ts'
import { presentComment, presentIssue } from './rest/present.ts'
import type { Site } from './site.ts'
import type { Comment, Issue } from './store.ts'

/** The deliveries of an admin webhook that a change leads to. */
export function deliveriesOf(
  site: Site,
  { before, after, user }: { before: Issue | null; after: Issue | null; user: string },
  form: (body: unknown) => unknown = (body) => body,
): Sent[] {
  const issue = after ?? before
  if (!issue) return []
  const common = { timestamp: site.now(), user: presentUser(site.url, user) }
  const bodies = eventsOf(before, after).map(({ event, type, comment, fields }) => ({
    ...common,
    webhookEvent: event,
    ...(type && { issue_event_type_name: type }),
    issue: presentIssue(site, issue, { fields, properties: [], comments: 0 }),
    ...(comment && { comment: presentComment(site, issue, comment, '') }),
    ...(before && after && !isComment(event) && { changelog: changelogOf(before, after) }),
  }))
  return bodies.map((body) => signed(form(body) as object))
}

interface Event {
  readonly event: string
  readonly type?: string
  readonly comment?: Comment
  readonly fields: readonly string[]
}

const full = ['*all', '-comment']
const brief = ['summary', 'issuetype', 'project', 'assignee', 'priority', 'status']

function eventsOf(before: Issue | null, after: Issue | null): Event[] {
  if (!before) return [{ event: 'jira:issue_created', type: 'issue_created', fields: full }]
  if (!after) return [{ event: 'jira:issue_deleted', fields: full }]
  const comments = commentEvents(before.comments, after.comments)
  const [{ event = '', comment } = {}] = comments
  // What became of a comment is told once more as an update of its issue.
  const also = comment && event !== 'comment_deleted' && { comment }
  const type = typeOf(before, after, comments)
  return [...comments, { event: 'jira:issue_updated', type, fields: full, ...also }]
}

/** The names of recorded messages. */
function typeOf(before: Issue, after: Issue, comments: readonly Event[]): string {
  if (comments.length > 0) return 'issue_commented'
  if (after.resolution && !before.resolution) return 'issue_resolved'
  if (after.status.id !== before.status.id) return 'issue_generic'
  return after.fields.assignee === before.fields.assignee ? 'issue_updated' : 'issue_assigned'
}

function isComment(event: string): boolean {
  return event.startsWith('comment_')
}

function commentEvents(before: readonly Comment[], after: readonly Comment[]): Event[] {
  const had = new Map(before.map((comment) => [comment.id, comment]))
  const has = new Set(after.map(({ id }) => id))
  const written = after.filter((comment) => had.get(comment.id) !== comment)
  const gone = before.filter(({ id }) => !has.has(id))
  return [
    ...written.map((comment) => {
      const event = had.has(comment.id) ? 'comment_updated' : 'comment_created'
      return { event, comment, fields: brief }
    }),
    ...gone.map((comment) => ({ event: 'comment_deleted', comment, fields: brief })),
  ]
}

function changelogOf(before: Issue, after: Issue) {
  const had = valuesOf(before)
  const items = Object.entries(valuesOf(after)).flatMap(([field, now]) => {
    const was = had[field] ?? null
    return was === now ? [] : [{ field, fieldtype: 'jira', fromString: was, toString: now }]
  })
  return { id: String(after.updated), items }
}

function valuesOf({ fields, status, resolution, project, key }: Issue) {
  const { summary, description, labels, assignee } = fields
  const values: Record<string, string | null> = {
    ...{ project, Key: key, status: status.name, resolution: resolution?.name ?? null },
    ...{ summary: String(summary), description: textOf(description) },
    ...{ labels: (labels as string[]).join(' '), assignee: assignee as string | null },
  }
  return values
}

function signed(body: object): Sent {
  const text = inVersion2(body)
  const signature = createHmac('sha256', webhookSecret).update(text).digest('hex')
  return {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-atlassian-webhook-identifier': randomUUID(),
      'x-atlassian-webhook-flow': 'Primary',
      'x-hub-signature': `sha256=${signature}`,
    },
    body: text,
  }
}

/** Deliveries are of the older API: its addresses, and text instead of documents. */
function inVersion2(body: object): string {
  const text = JSON.stringify(body, (_, value) => (value?.type === 'doc' ? textOf(value) : value))
  return text.replaceAll('/rest/api/3/', '/rest/api/2/')
}
