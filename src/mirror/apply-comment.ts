import { uuidv7 } from 'uuidv7'
import type { Statement } from '../../db/store.ts'
import { type Attachment, listAttachments } from '../../db/tables/attachments.ts'
import {
  type Comment,
  insertComment,
  listAllComments,
  updateComment,
} from '../../db/tables/comments.ts'
import type { Issue } from '../../db/tables/issues.ts'
import { type Job, openJobs } from '../../db/tables/queue/jobs.ts'
import { lastReports } from '../../db/tables/sightings.ts'
import type { Deps } from '../deps.ts'
import type { CommentEvent, TrackerEvent } from '../domain/events.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import { type Applied, withHistory } from './with-history.ts'

/** An issue's comments, files and jobs as stored, kept up while its events are applied one after the other. */
export interface Mirror {
  readonly comments: Map<string, Comment>
  readonly files: readonly Attachment[]
  /** The issue's jobs that are not over. */
  readonly open: readonly Job[]
  /** When the finding was last reported, with or without news. */
  readonly reportedAt: number
  /** How many comments the tracker should have. */
  count(): number
}

/** Reads what the events of these issues need, in as many queries as for one. Returns it by the issues' ids. */
export async function openMirrors(
  deps: Deps,
  issues: readonly Issue[],
  events: readonly TrackerEvent[],
): Promise<Map<string, Mirror>> {
  const needed = events.some((event) => event.kind !== 'issue' || event.comments !== null)
  const all = issues.map(({ id }) => id)
  const ids = needed ? all : []
  const comments = Map.groupBy(await listAllComments(deps.db, ids), ({ issueId }) => issueId)
  const files = Map.groupBy(await listAttachments(deps.db, ids), ({ issueId }) => issueId)
  const open = Map.groupBy(await openJobs(deps.db, all), ({ issueId }) => issueId)
  const reports = await lastReports(deps.db, all)
  return new Map(
    issues.map((issue) => {
      const { id, lastReportAt } = issue
      const rows = { files: files.get(id) ?? [], open: open.get(id) ?? [] }
      const reportedAt = Math.max(lastReportAt, reports.get(id) ?? 0)
      return [id, mirrorOf(deps, issue, comments.get(id) ?? [], { ...rows, reportedAt })]
    }),
  )
}

function mirrorOf(
  deps: Deps,
  { account }: Issue,
  rows: readonly Comment[],
  known: Pick<Mirror, 'files' | 'open' | 'reportedAt'>,
): Mirror {
  const comments = new Map(rows.map((row) => [row.id, row]))
  const byComment = deps.accounts.get(account)?.definition.attachesByComment
  const linked = byComment ? known.files.filter(({ remoteId }) => remoteId !== null).length : 0
  const isThere = ({ remoteId, deletedAt }: Comment) => remoteId !== null && deletedAt === null
  return {
    ...known,
    comments,
    count: () => [...comments.values()].filter(isThere).length + linked,
  }
}

/**
 * Mirrors a person's comment verbatim. Ours is recognised by its id or, until that is recorded, by its key: a quoted marker
 * proves nothing.
 */
export function applyComment(
  deps: Deps,
  issue: Issue,
  event: CommentEvent,
  { mirror, trusted }: { mirror: Mirror; trusted: boolean },
): Applied {
  const nothing = { issue, statements: [] }
  const rows = [...mirror.comments.values()]
  if (isOurs(event, [...rows.filter(({ origin }) => origin !== 'person'), ...mirror.files]))
    return nothing
  const row = rows.find(({ remoteId }) => remoteId === event.comment)
  if (!row) return addComment(deps, issue, event, mirror, null)
  if (row.deletedAt !== null || event.at < row.updatedAt || event.body === row.body) return nothing
  if (event.at === row.updatedAt && !trusted)
    return {
      issue,
      statements: [enqueueRefresh(deps, issue, 'a comment was edited twice at once')],
    }
  const change = { body: event.body, updatedAt: event.at }
  mirror.comments.set(row.id, { ...row, ...change })
  return withHistory(deps, issue, `${event.author} edited a comment`, [
    updateComment(deps.db, row.id, change),
  ])
}

/** Removes a comment from the mirror for good: later news of it is older. */
export function applyDeletedComment(
  deps: Deps,
  issue: Issue,
  event: TrackerEvent & { kind: 'comment-deleted' },
  mirror: Mirror,
): Applied {
  const { comment, at } = event
  const row = [...mirror.comments.values()].find(({ remoteId }) => remoteId === comment)
  if (!row) {
    const never = { comment, author: '', body: '', createdAt: at, at }
    return addComment(deps, issue, never, mirror, at)
  }
  if (row.deletedAt !== null) return { issue, statements: [] }
  mirror.comments.set(row.id, { ...row, deletedAt: at })
  return withHistory(deps, issue, 'a comment was deleted', [
    updateComment(deps.db, row.id, { deletedAt: at }),
  ])
}

function addComment(
  deps: Deps,
  issue: Issue,
  event: Pick<CommentEvent, 'comment' | 'author' | 'body' | 'createdAt' | 'at'>,
  mirror: Mirror,
  deletedAt: number | null,
): Applied {
  const row: Comment = {
    id: uuidv7(),
    issueId: issue.id,
    origin: 'person',
    remoteId: event.comment,
    author: { email: '', username: event.author },
    body: event.body,
    createdAt: event.createdAt,
    updatedAt: event.at,
    deletedAt,
  }
  mirror.comments.set(row.id, row)
  const written: Statement[] = [insertComment(deps.db, row)]
  if (deletedAt !== null) return { issue, statements: written }
  return withHistory(deps, issue, `${event.author} commented`, written)
}

/** Whether Lockstep wrote the comment: one of its own comments or files has its id or, until that is recorded, its key. */
export function isOurs(
  { comment, key }: CommentEvent,
  ours: readonly { readonly id: string; readonly remoteId: string | null }[],
): boolean {
  return ours.some(({ id, remoteId }) => (remoteId === null ? id === key : remoteId === comment))
}
