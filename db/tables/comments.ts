import { and, asc, eq, type InferSelectModel, inArray, isNull, max, sql } from 'drizzle-orm'
import { comments } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'

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

/** Updates a person's comment to its present text in the tracker. */
export function updateComment(db: Db, id: string, change: Partial<Comment>): Statement {
  return db.query.update(comments).set(change).where(eq(comments.id, id))
}

/** Every comment of up to 90 issues, those that are deleted too. */
export async function listAllComments(db: Db, issueIds: readonly string[]): Promise<Comment[]> {
  if (issueIds.length === 0) return []
  return db.query
    .select()
    .from(comments)
    .where(inArray(comments.issueId, [...issueIds]))
}

/** The comments of an issue, oldest first. Trackers count ids up: they order comments of the same second. */
export function listComments(db: Db, issueId: string): Promise<Comment[]> {
  return db.query
    .select()
    .from(comments)
    .where(and(eq(comments.issueId, issueId), isNull(comments.deletedAt)))
    .orderBy(
      asc(comments.createdAt),
      asc(sql`coalesce(length(${comments.remoteId}), 99)`),
      asc(comments.remoteId),
      asc(comments.id),
    )
}

/** When Lockstep last explained itself on each of up to 90 issues, by their ids. */
export async function lastExplained(
  db: Db,
  issueIds: readonly string[],
): Promise<Map<string, number>> {
  if (issueIds.length === 0) return new Map()
  const rows = await db.query
    .select({ id: comments.issueId, at: max(comments.createdAt) })
    .from(comments)
    .where(and(inArray(comments.issueId, [...issueIds]), eq(comments.origin, 'lockstep')))
    .groupBy(comments.issueId)
  return new Map(rows.map(({ id, at }) => [id, at ?? 0]))
}
