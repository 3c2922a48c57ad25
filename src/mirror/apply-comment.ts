import type { Statement } from '../../db/store.ts'
import { recordRemoteAttachment } from '../../db/tables/attachments.ts'
import {
  type Comment,
  insertComment,
  recordRemoteComment,
  updateComment,
} from '../../db/tables/comments.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import type { CommentEvent, TrackerEvent } from '../domain/events.ts'
import { newId } from '../platform/new-id.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import type { Mirror } from './mirror.ts'
import { type Applied, withHistory } from './with-history.ts'

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
  const ours = rows.filter(({ origin }) => origin !== 'person')
  if (isOurs(event, [...ours, ...mirror.files]))
    return { issue, statements: trusted ? learnIds(deps, event, mirror) : [] }
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

/** Records the id of our own comment or file that was recognised by its key. */
function learnIds({ db }: Deps, { comment, key }: CommentEvent, mirror: Mirror): Statement[] {
  const said = mirror.comments.get(key ?? '')
  if (said?.remoteId === null) return [recordRemoteComment(db, said.id, comment)]
  const file = mirror.files.find(({ id, remoteId }) => id === key && remoteId === null)
  return file ? [recordRemoteAttachment(db, file.id, comment, file.url ?? '')] : []
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
    id: newId(),
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
