import { uuidv7 } from 'uuidv7'
import { type Attachment, listAttachments } from '../../db/attachments.ts'
import { type Comment, insertComment, listAllComments, updateComment } from '../../db/comments.ts'
import type { Statement } from '../../db/db.ts'
import type { Issue } from '../../db/issues.ts'
import { type Job, openJobs } from '../../db/jobs.ts'
import type { Deps } from '../deps.ts'
import type { CommentEvent, TrackerEvent } from '../domain/issue.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import { type Applied, noted } from './with-history.ts'

/** An issue's comments, files and jobs as stored, kept up while its events are applied one after the other. */
export interface Mirror {
  readonly comments: Map<string, Comment>
  readonly files: readonly Attachment[]
  /** The writes that the issue is owed. */
  readonly owed: readonly Job[]
  /** How many comments the tracker should have. */
  count(): number
}

/** Reads what the events of these issues need, in as many queries as for one; by the issues' ids. */
export async function openMirrors(
  deps: Deps,
  issues: readonly Issue[],
  events: readonly TrackerEvent[],
): Promise<Map<string, Mirror>> {
  const needed = events.some((event) => event.kind !== 'issue' || event.comments !== null)
  const ids = needed ? issues.map(({ id }) => id) : []
  const comments = Map.groupBy(await listAllComments(deps.db, ids), ({ issueId }) => issueId)
  const files = Map.groupBy(await listAttachments(deps.db, ids), ({ issueId }) => issueId)
  const owed = Map.groupBy(
    await openJobs(
      deps.db,
      issues.map(({ id }) => id),
    ),
    ({ issueId }) => issueId,
  )
  return new Map(
    issues.map((issue) => {
      const { id } = issue
      const own = { files: files.get(id) ?? [], owed: owed.get(id) ?? [] }
      return [id, mirrorOf(deps, issue, comments.get(id) ?? [], own)]
    }),
  )
}

function mirrorOf(
  deps: Deps,
  { tracker }: Issue,
  rows: readonly Comment[],
  { files, owed }: Pick<Mirror, 'files' | 'owed'>,
): Mirror {
  const comments = new Map(rows.map((row) => [row.id, row]))
  const byComment = deps.accounts.get(tracker)?.definition.attachesByComment
  const linked = byComment ? files.filter(({ remoteId }) => remoteId !== null).length : 0
  const isThere = ({ remoteId, deletedAt }: Comment) => remoteId !== null && deletedAt === null
  return {
    comments,
    files,
    owed,
    count: () => [...comments.values()].filter(isThere).length + linked,
  }
}

/**
 * Mirrors a person's comment to the letter. Ours is known by its id or, as long as that is not recorded, by its key:
 * a marker that somebody quotes claims nothing.
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
  return noted(deps, issue, `${event.author} edited a comment`, [
    updateComment(deps.db, row.id, change),
  ])
}

/** Takes a comment off the mirror for good: news of it that comes later is older. */
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
  return noted(deps, issue, 'a comment was deleted', [
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
  return noted(deps, issue, `${event.author} commented`, written)
}

function isOurs(
  { comment, key }: CommentEvent,
  ours: readonly { readonly id: string; readonly remoteId: string | null }[],
): boolean {
  return ours.some(({ id, remoteId }) => (remoteId === null ? id === key : remoteId === comment))
}
