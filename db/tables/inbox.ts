import { and, desc, eq, type InferSelectModel, lt, sql } from 'drizzle-orm'
import { placeholdersFor, value } from '../fixed.ts'
import { inbox, issues } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'
import type { Issue } from './issues.ts'

/** One inbound message and what became of it. */
export type InboxRow = InferSelectModel<typeof inbox>

/** Adds what came in. Fails if the sender's message with this key led to something already: of simultaneous ones one wins. */
export function insertInbox(_db: Db, message: InboxRow): Statement {
  return { build: insert, values: message }
}

/**
 * Adds a message that says nothing new about an issue. Fails with a ConflictError if the issue has changed since it was read.
 */
export function insertWithoutNews(
  _db: Db,
  message: InboxRow,
  { id: unchanged, version }: Pick<Issue, 'id' | 'version'>,
): Statement {
  return { build: insertUnchanged, values: { ...message, unchanged, version } }
}

const insert = (query: Db['query']) => query.insert(inbox).values(placeholdersFor(inbox))

const insertUnchanged = (query: Db['query']) =>
  query.insert(inbox).values({
    ...placeholdersFor(inbox),
    at: sql`(select ${value('at')} from ${issues} where id = ${value('unchanged')} and version = ${value('version')})`,
  })

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
  return (await db.rows(byKey, { source, eventKey })).length > 0
}

const byKey = () => sql`select id from ${inbox}
  where source = ${value('source')} and event_key = ${value('eventKey')} and outcome <> 'ignored'`

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

/** What a sender's newest messages came to. */
export interface Arrivals {
  /** The newest message that was not refused; null if there is none. */
  readonly taken: Pick<InboxRow, 'outcome' | 'at'> | null
  /** What was refused since then; null if nothing was. */
  readonly refused: Pick<InboxRow, 'count' | 'reason' | 'at'> | null
}

/** Rows that are looked back at: refused messages alone cannot fill them within a day. */
const lookBack = 5000

/** Reads what the newest messages of each sender came to. */
export async function newestArrivals(db: Db): Promise<Map<string, Arrivals>> {
  type Row = Pick<InboxRow, 'source' | 'outcome' | 'reason' | 'count' | 'at'>
  const rows = await db.query.all<Row>(
    sql`with part as (select source, outcome, reason, count, at from ${inbox} where id < '~' order by id desc limit ${lookBack}),
      taken as (select source, outcome, max(at) as at from part where outcome <> 'refused' group by source)
      select source, outcome, '' as reason, 1 as count, at from taken
      union all select part.source, part.outcome, part.reason, sum(part.count), max(part.at)
      from part left join taken on taken.source = part.source
      where part.outcome = 'refused' and part.at > coalesce(taken.at, 0) group by part.source`,
  )
  const bySource = Map.groupBy(rows, ({ source }) => source)
  const find = (its: Row[], isRefused: boolean) =>
    its.find(({ outcome }) => (outcome === 'refused') === isRefused) ?? null
  return new Map(
    [...bySource].map(([source, its]) => [
      source,
      { taken: find(its, false), refused: find(its, true) },
    ]),
  )
}
