import {
  and,
  asc,
  eq,
  gt,
  type InferSelectModel,
  isNotNull,
  isNull,
  lte,
  notExists,
  or,
  sql,
} from 'drizzle-orm'
import type { Db, Statement } from './db.ts'
import { accounts, collections } from './schema.ts'

/** What is to be fetched from a scanner, page by page. */
export type Collection = InferSelectModel<typeof collections>

/** How long a page may take before another worker may try, in milliseconds: twice what a call may. */
const leaseMs = 20_000

/** Owes the fetching; where it is under way it is done once more afterwards, as there may be news. */
export function enqueueCollection(
  db: Db,
  collection: { id: string; source: string; what: string; now: number },
): Statement {
  const { id, source, what, now } = collection
  return db.query
    .insert(collections)
    .values({ id, source, what, state: 'ready', dueAt: now, createdAt: now })
    .onConflictDoUpdate({
      target: [collections.source, collections.what],
      set: {
        again: sql`${collections.state} <> 'done'`,
        state: sql`case when ${collections.state} = 'done' then 'ready' else ${collections.state} end`,
        dueAt: sql`case when ${collections.state} = 'done' then ${now} else ${collections.dueAt} end`,
      },
    })
}

/** Takes the oldest due collection under a lease; null where none is due, or its source is parked or must wait. */
export async function claimCollection(
  db: Db,
  { token, now }: { token: string; now: number },
): Promise<Collection | null> {
  const waiting = db.query
    .select({ one: sql`1` })
    .from(accounts)
    .where(
      and(
        eq(accounts.id, collections.source),
        or(isNotNull(accounts.parkedAt), gt(accounts.nextWriteAt, now)),
      ),
    )
  const next = db.query
    .select({ id: collections.id })
    .from(collections)
    .where(
      and(
        eq(collections.state, 'ready'),
        lte(collections.dueAt, now),
        free(now),
        notExists(waiting),
      ),
    )
    .orderBy(asc(collections.dueAt), asc(collections.id))
    .limit(1)
  const [claimed] = await db.query
    .update(collections)
    .set({ leaseUntil: now + leaseMs, leaseToken: token })
    .where(and(eq(collections.id, sql`(${next})`), free(now)))
    .returning()
  return claimed ?? null
}

/** Records what came of a page; nothing where the lease was lost. */
export function returnCollection(
  db: Db,
  { id, leaseToken }: Collection,
  change: Partial<Collection>,
): Statement {
  return db.query
    .update(collections)
    .set({ leaseUntil: null, leaseToken: null, ...change })
    .where(and(eq(collections.id, id), eq(collections.leaseToken, leaseToken ?? '')))
}

/** The process that owns its store frees what a dead one was doing: a page is fetched again without harm. */
export function freeCollections(db: Db): Statement {
  return db.query.update(collections).set({ leaseUntil: null, leaseToken: null })
}

/** When the next collection is due, epoch milliseconds; null where none waits for time alone. */
export async function nextCollection(db: Db): Promise<number | null> {
  const [row] = await db.query
    .select({
      dueAt: collections.dueAt,
      leaseUntil: collections.leaseUntil,
      callAt: accounts.nextWriteAt,
    })
    .from(collections)
    .leftJoin(accounts, eq(accounts.id, collections.source))
    .where(and(eq(collections.state, 'ready'), isNull(accounts.parkedAt)))
    .orderBy(asc(collections.dueAt))
    .limit(1)
  return row ? Math.max(row.dueAt, row.leaseUntil ?? 0, row.callAt ?? 0) : null
}

/** Collections that were given up, in their scanner's words. */
export function parkedCollections(db: Db): Promise<Collection[]> {
  return db.query.select().from(collections).where(eq(collections.state, 'parked'))
}

/** Lets what was given up be tried again. */
export function redriveCollections(db: Db, now: number) {
  return db.query
    .update(collections)
    .set({ state: 'ready', dueAt: now, tries: 0, error: null })
    .where(eq(collections.state, 'parked'))
    .returning({ id: collections.id })
}

function free(now: number) {
  return or(isNull(collections.leaseUntil), lte(collections.leaseUntil, now))
}
