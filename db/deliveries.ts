import { and, desc, eq, type InferSelectModel, lt } from 'drizzle-orm'
import type { Db, Statement } from './db.ts'
import { deliveries } from './schema.ts'

/** One inbound message and what became of it. */
export type DeliveryRow = InferSelectModel<typeof deliveries>

/** Adds what came in and what became of it. */
export function insertDelivery(db: Db, delivery: typeof deliveries.$inferInsert): Statement {
  // The same message twice at once: one row, and what follows from it is the same.
  return db.query.insert(deliveries).values(delivery).onConflictDoNothing()
}

/** Whether the sender's message with this id has been taken in before. */
export async function hasDelivery(db: Db, source: string, eventKey: string): Promise<boolean> {
  const rows = await db.query
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.source, source), eq(deliveries.eventKey, eventKey)))
  return rows.length > 0
}

/** What was received about an issue, newest first. */
export function listDeliveries(db: Db, issueId: string): Promise<DeliveryRow[]> {
  return db.query
    .select()
    .from(deliveries)
    .where(eq(deliveries.issueId, issueId))
    .orderBy(desc(deliveries.at))
}

/** What was received, newest first: before the row with the id `before`, where given, and of one outcome, where given. */
export function listRecentDeliveries(
  db: Db,
  {
    before,
    outcome,
  }: { readonly before?: string | undefined; readonly outcome?: string | undefined },
  limit: number,
): Promise<DeliveryRow[]> {
  const { id, outcome: cameTo } = deliveries
  return db.query
    .select()
    .from(deliveries)
    .where(and(before ? lt(id, before) : undefined, outcome ? eq(cameTo, outcome) : undefined))
    .orderBy(desc(id))
    .limit(limit)
}
