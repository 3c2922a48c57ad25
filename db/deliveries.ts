import { desc, eq, type InferSelectModel } from 'drizzle-orm'
import type { Db, Statement } from './db.ts'
import { deliveries } from './schema.ts'

/** One inbound message and what became of it. */
export type DeliveryRow = InferSelectModel<typeof deliveries>

export function insertDelivery(db: Db, delivery: typeof deliveries.$inferInsert): Statement {
  return db.query.insert(deliveries).values(delivery)
}

/** What was received about an issue, newest first. */
export function listDeliveries(db: Db, issueId: string): Promise<DeliveryRow[]> {
  return db.query
    .select()
    .from(deliveries)
    .where(eq(deliveries.issueId, issueId))
    .orderBy(desc(deliveries.at))
}
