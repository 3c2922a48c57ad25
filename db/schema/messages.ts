import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

// What came in, and what happened.

/** Every inbound message, also refused ones. Headers that prove identity are never stored. Its table is `without rowid`. */
export const inbox = sqliteTable(
  'inbox',
  {
    id: text().primaryKey(),
    /** Who sent it: `kondukto`, a scanner, or a tracker's account. */
    source: text().notNull(),
    /** The sender's own id of the message; null if there is none. */
    eventKey: text(),
    /** The issue it was about, if it was about one. */
    issueId: text(),
    requestId: text(),
    /** Where a refused message came from. */
    address: text(),
    headers: text({ mode: 'json' }).$type<Record<string, string>>().notNull(),
    /** `accepted`, `ignored` (nothing followed; with an issue: a report without news), or `refused`. */
    outcome: text().$type<'accepted' | 'ignored' | 'refused'>().notNull(),
    reason: text().notNull(),
    /** How many messages the row stands for: more than one if a sender was refused too often. */
    count: integer().notNull().default(1),
    at: integer().notNull(),
    /** As sent; null if it was too long to keep, refused, or said nothing new. Last, so that lists need not read past it. */
    body: text(),
  },
  (t) => [
    // A message that led to nothing may come again with effect.
    uniqueIndex('inbox_event')
      .on(t.source, t.eventKey)
      .where(sql`event_key is not null and outcome <> 'ignored'`),
    index('inbox_issue').on(t.issueId, t.outcome, t.at).where(sql`issue_id is not null`),
    index('inbox_refused').on(t.id).where(sql`outcome = 'refused'`),
  ],
)

/** What happened to an issue and why. */
export const history = sqliteTable(
  'history',
  {
    issueId: text().notNull(),
    id: text().notNull(),
    /** Who caused it: a scanner, a tracker's account, or `lockstep`. */
    source: text().notNull(),
    reason: text().notNull(),
    requestId: text(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.issueId, t.id] })],
)
