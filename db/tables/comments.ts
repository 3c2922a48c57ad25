import { and, asc, eq, type InferSelectModel, isNull, max, sql } from 'drizzle-orm'
import { placeholdersFor, value } from '../fixed.ts'
import { forKeys } from '../lists.ts'
import { comments } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'

/** A comment on an issue, from either side. */
export type Comment = InferSelectModel<typeof comments>

/** Adds a comment; the job that brings ours to the tracker is a write of its own. */
export function insertComment(_db: Db, comment: typeof comments.$inferInsert): Statement {
  return { build: insert, values: { remoteId: null, deletedAt: null, ...comment } }
}

const insert = (query: Db['query']) => query.insert(comments).values(placeholdersFor(comments))

/** Records where the tracker has a comment of ours. */
export function recordRemoteComment(_db: Db, id: string, remoteId: string): Statement {
  return { build: recordRemote, values: { id, remoteId } }
}

const recordRemote = () =>
  sql`update ${comments} set remote_id = ${value('remoteId')} where id = ${value('id')}`

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
export function listAllComments(db: Db, issueIds: readonly string[]): Promise<Comment[]> {
  return allOf(db, issueIds)
}

const allOf = forKeys(
  (ids) => (query) => query.select().from(comments).where(sql`${comments.issueId} in ${ids}`),
)

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
  const rows = await explainedOf(db, issueIds)
  return new Map(rows.map(({ id, at }) => [id, at ?? 0]))
}

const explainedOf = forKeys(
  (ids) => (query) =>
    query
      .select({ id: comments.issueId, at: max(comments.createdAt) })
      .from(comments)
      .where(sql`${comments.issueId} in ${ids} and ${comments.origin} = 'lockstep'`)
      .groupBy(comments.issueId),
)
