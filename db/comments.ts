import { and, asc, eq, gte, type InferSelectModel, isNull } from 'drizzle-orm'
import type { Db, Statement } from './db.ts'
import { comments } from './schema.ts'

/** A comment on an issue, from either side. */
export type Comment = InferSelectModel<typeof comments>

/** Adds a comment; the job that brings ours to the tracker is a write of its own. */
export function insertComment(db: Db, comment: typeof comments.$inferInsert): Statement {
  return db.query.insert(comments).values(comment)
}

/** Records where the tracker has a comment of ours. */
export function recordRemoteComment(db: Db, id: string, remoteId: string): Statement {
  return db.query.update(comments).set({ remoteId }).where(eq(comments.id, id))
}

/** The comment with this id, deleted ones too, or null. */
export async function findComment(db: Db, id: string): Promise<Comment | null> {
  const [row] = await db.query.select().from(comments).where(eq(comments.id, id))
  return row ?? null
}

/** What a person wrote in the tracker, as it is now. */
export function updateComment(db: Db, id: string, change: Partial<Comment>): Statement {
  return db.query.update(comments).set(change).where(eq(comments.id, id))
}

/** Every comment of an issue, those that are deleted too. */
export function listAllComments(db: Db, issueId: string): Promise<Comment[]> {
  return db.query.select().from(comments).where(eq(comments.issueId, issueId))
}

/** The comments of an issue, oldest first. */
export function listComments(db: Db, issueId: string): Promise<Comment[]> {
  return db.query
    .select()
    .from(comments)
    .where(and(eq(comments.issueId, issueId), isNull(comments.deletedAt)))
    .orderBy(asc(comments.createdAt), asc(comments.id))
}

/** Whether Lockstep has explained itself on the issue since `since`. */
export async function hasExplained(db: Db, issueId: string, since: number): Promise<boolean> {
  const rows = await db.query
    .select({ id: comments.id })
    .from(comments)
    .where(
      and(
        eq(comments.issueId, issueId),
        eq(comments.origin, 'lockstep'),
        gte(comments.createdAt, since),
      ),
    )
    .limit(1)
  return rows.length > 0
}
