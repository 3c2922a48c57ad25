import { and, eq, type SQL, sql } from 'drizzle-orm'
import { localAttachments, localComments } from '../../../db/schema/index.ts'
import type { Db } from '../../../db/store.ts'
import { sizeOfBase64 } from '../../../src/platform/bytes.ts'
import { newId } from '../../../src/platform/new-id.ts'
import { contentKey } from './files.ts'
import { recorded } from './record.ts'

/** A comment to add. `key` is null for a person's. */
export interface NewComment {
  readonly key: string | null
  readonly author: string
  readonly body: string
}

/** Adds a comment to an issue that exists, and returns its id, or that of the one already added for its key. */
export async function addComment(db: Db, issueId: string, comment: NewComment, at: number) {
  const id = newId()
  await db.atomic([
    db.query
      .insert(localComments)
      .values({ ...comment, id, issueId, createdAt: at, updatedAt: at })
      .onConflictDoNothing({ target: localComments.key }),
    ...recorded(issueId, 'comment', at, thereIsComment(id, issueId), id),
  ])
  if (comment.key === null) return id
  const byKey = eq(localComments.key, comment.key)
  const [added] = await db.query.select({ id: localComments.id }).from(localComments).where(byKey)
  return added?.id ?? id
}

/** Gives a comment another text. */
export async function editComment(db: Db, issueId: string, id: string, body: string, at: number) {
  const differs = sql`${thereIsComment(id, issueId)} AND ${body} <> (SELECT body FROM ${localComments} WHERE id = ${id})`
  await db.atomic([
    ...recorded(issueId, 'comment', at, differs, id),
    db.query
      .update(localComments)
      .set({ body, html: null, updatedAt: sql`max(updated_at, ${at})` })
      .where(sql`id = ${id} AND issue_id = ${issueId} AND body <> ${body}`),
  ])
}

/** Takes a comment away; only the event that says so is left. */
export async function deleteComment(db: Db, issueId: string, id: string, at: number) {
  await db.atomic([
    ...recorded(issueId, 'comment-deleted', at, thereIsComment(id, issueId), id),
    db.query
      .delete(localComments)
      .where(and(eq(localComments.id, id), eq(localComments.issueId, issueId))),
  ])
}

/** A file to attach, its content in standard Base64. */
export interface NewAttachment {
  readonly key: string
  readonly title: string
  readonly base64: string
}

/** Attaches a file to an issue that exists, and returns its id, or that of the one already there for its key. */
export async function attachFile(db: Db, issueId: string, file: NewAttachment, at: number) {
  const { base64, ...named } = file
  const id = newId()
  await db.files.put(contentKey(id), base64)
  await db.atomic([
    db.query
      .insert(localAttachments)
      .values({ ...named, id, issueId, size: sizeOfBase64(base64), createdAt: at })
      .onConflictDoNothing({ target: localAttachments.key }),
    ...recorded(
      issueId,
      'issue',
      at,
      sql`EXISTS (SELECT 1 FROM ${localAttachments} WHERE id = ${id})`,
    ),
  ])
  const byKey = eq(localAttachments.key, file.key)
  const [added] = await db.query
    .select({ id: localAttachments.id })
    .from(localAttachments)
    .where(byKey)
  if (added?.id !== id) await db.files.delete(contentKey(id))
  return added?.id ?? id
}

function thereIsComment(id: string, issueId: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${localComments} WHERE id = ${id} AND issue_id = ${issueId})`
}
