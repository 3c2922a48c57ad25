import { and, desc, eq, type InferSelectModel, lt, type SQL, sql } from 'drizzle-orm'
import { inbox } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'

/** One inbound message and what became of it. */
export type InboxRow = InferSelectModel<typeof inbox>

/** Adds what came in. Fails if the sender's message with this key led to something already: of simultaneous ones one wins. */
export function insertInbox(
  db: Db,
  message: Omit<InboxRow, 'at'> & { readonly at: number | SQL },
): Statement {
  return db.query.insert(inbox).values(message)
}

/** Adds a refused message; if its row is there already, that now stands for more, and shows the last. */
export function countRefused(db: Db, message: InboxRow): Statement {
  const { count, reason, address, requestId, at } = message
  return db.query
    .insert(inbox)
    .values(message)
    .onConflictDoUpdate({ target: inbox.id, set: { count, reason, address, requestId, at } })
}

/** Whether the sender's message with this key has been taken in before, and led to something. */
export async function hasMessage(db: Db, source: string, eventKey: string): Promise<boolean> {
  const rows = await db.query
    .select({ id: inbox.id })
    .from(inbox)
    .where(
      and(
        eq(inbox.source, source),
        eq(inbox.eventKey, eventKey),
        sql`${inbox.outcome} <> 'ignored'`,
      ),
    )
  return rows.length > 0
}

/** What came in, newest first: before the row with the id `before` and of one outcome, if given. */
export function listInbox(
  db: Db,
  {
    before,
    outcome,
  }: { readonly before?: string | undefined; readonly outcome?: InboxRow['outcome'] | undefined },
  limit: number,
): Promise<InboxRow[]> {
  return db.query
    .select()
    .from(inbox)
    .where(
      and(
        before ? lt(inbox.id, before) : undefined,
        outcome ? eq(inbox.outcome, outcome) : undefined,
      ),
    )
    .orderBy(desc(inbox.id))
    .limit(limit)
}

/** The newest message of a sender. */
export type LastMessage = Pick<InboxRow, 'outcome' | 'reason' | 'at'>

/** The newest message of each sender among the last thousand. */
export async function lastMessages(db: Db): Promise<Map<string, LastMessage>> {
  const rows = await db.query.all<LastMessage & { readonly source: string }>(
    sql`select source, outcome, reason, max(at) as at
      from (select source, outcome, reason, at from ${inbox} where id < '~' order by id desc limit 1000) group by source`,
  )
  return new Map(rows.map((row) => [row.source, row]))
}
