import { desc, eq, type InferSelectModel } from 'drizzle-orm'
import { placeholdersFor } from '../fixed.ts'
import { history } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'

/** Something that happened to an issue, and why. */
export type HistoryRow = InferSelectModel<typeof history>

/** Adds an entry. */
export function insertHistory(_db: Db, entry: typeof history.$inferInsert): Statement {
  return { build: insert, values: { requestId: null, ...entry } }
}

const insert = (query: Db['query']) => query.insert(history).values(placeholdersFor(history))

/** What happened to an issue, newest first. */
export function listHistory(db: Db, issueId: string): Promise<HistoryRow[]> {
  return db.query
    .select()
    .from(history)
    .where(eq(history.issueId, issueId))
    .orderBy(desc(history.id))
}
