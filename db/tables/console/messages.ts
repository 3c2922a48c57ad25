import { and, desc, eq, lt, type SQL, sql } from 'drizzle-orm'
import { inbox } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import type { InboxRow } from '../inbox.ts'
import { endOfWindow, given, type Listed, newest, pageOf, windowRows } from './window.ts'

/** The filter of a list of messages; an empty field matches everything. */
export interface MessageFilter {
  readonly source: string
  readonly outcome: '' | InboxRow['outcome']
  /** Words of the reason, or the id of the message, of its issue or of the request. */
  readonly q: string
}

const columns = {
  id: inbox.id,
  source: inbox.source,
  eventKey: inbox.eventKey,
  issueId: inbox.issueId,
  requestId: inbox.requestId,
  outcome: inbox.outcome,
  reason: inbox.reason,
  at: inbox.at,
}

/** A message as lists show it: without its text. */
export type MessageRow = Awaited<ReturnType<typeof newestMessages>>[number]

/** Messages before the id `before`, newest first. A filter looks through a window of them at a time. */
export async function searchMessages(
  db: Db,
  { source, outcome, q }: MessageFilter,
  { before = newest, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<Listed<MessageRow>> {
  const words = q.toLowerCase()
  const conditions = given([
    source && sql`source = ${source}`,
    outcome && sql`outcome = ${outcome}`,
    words &&
      sql`(instr(lower(reason), ${words}) > 0 or ${words} in (id, issue_id, request_id, event_key))`,
  ])
  if (conditions.length === 0)
    return pageOf(await newestMessages(db, before, limit + 1), limit, null)
  // Refused ones are rare and have an index of their own.
  const only = outcome === 'refused' ? sql`outcome = 'refused'` : undefined
  const part = newestMessages(db, before, windowRows, only).as('part')
  const found = await db.query
    .select()
    .from(part)
    .where(and(...conditions))
    .orderBy(desc(part.id))
    .limit(limit + 1)
  return pageOf(
    found,
    limit,
    found.length > limit ? null : await endOfWindow(db, inbox, before, only),
  )
}

function newestMessages(db: Db, before: string, limit: number, only?: SQL) {
  return db.query
    .select(columns)
    .from(inbox)
    .where(and(lt(inbox.id, before), only))
    .orderBy(desc(inbox.id))
    .limit(limit)
}

/** The message with this id, with its text, or null. */
export async function findMessage(db: Db, id: string): Promise<InboxRow | null> {
  const [row] = await db.query.select().from(inbox).where(eq(inbox.id, id))
  return row ?? null
}

/** The newest messages about an issue. */
export function messagesAbout(db: Db, issueId: string, limit: number): Promise<MessageRow[]> {
  return db.query
    .select(columns)
    .from(inbox)
    .where(eq(inbox.issueId, issueId))
    .orderBy(desc(inbox.at))
    .limit(limit)
}

/** Who sent the newest messages, what became of them, and when: for statistics. */
export function newestOutcomes(
  db: Db,
  limit: number,
): Promise<Pick<InboxRow, 'source' | 'outcome' | 'at'>[]> {
  return db.query
    .select({ source: inbox.source, outcome: inbox.outcome, at: inbox.at })
    .from(inbox)
    .where(lt(inbox.id, newest))
    .orderBy(desc(inbox.id))
    .limit(limit)
}
