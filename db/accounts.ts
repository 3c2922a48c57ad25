import {
  and,
  asc,
  eq,
  getTableColumns,
  type InferSelectModel,
  isNotNull,
  isNull,
  lte,
  min,
  sql,
} from 'drizzle-orm'
import type { Db, Statement } from './db.ts'
import { accounts, lanes } from './schema.ts'

/** The pace and the log-in state of a tracker, or of a scanner that is written to. */
export type AccountRow = InferSelectModel<typeof accounts>
/** A target within an account: how far its changes were read, and whether writing there is allowed. */
export type Lane = InferSelectModel<typeof lanes>

/** The lane's id: the account and the target in it. */
export function laneId(account: string, target: string): string {
  return `${account}:${target}`
}

/** Makes sure that both rows exist. */
export function ensureLane(db: Db, account: string, target: string): [Statement, Statement] {
  return [
    ensureAccount(db, account),
    db.query
      .insert(lanes)
      .values({ id: laneId(account, target), account, target })
      .onConflictDoNothing(),
  ]
}

/** Makes sure that the row exists. */
export function ensureAccount(db: Db, id: string): Statement {
  return db.query.insert(accounts).values({ id }).onConflictDoNothing()
}

/** The account with this id, or null. */
export async function findAccount(db: Db, id: string): Promise<AccountRow | null> {
  const [row] = await db.query.select().from(accounts).where(eq(accounts.id, id))
  return row ?? null
}

/** Changes what is given of an account; one that is not stored stays so. */
export function updateAccount(db: Db, id: string, change: Partial<AccountRow>): Statement {
  return db.query.update(accounts).set(change).where(eq(accounts.id, id))
}

/** Nothing is written to the account until its log-in works again, as checked in `target` from `checkAt` on. */
export function parkAccount(
  db: Db,
  id: string,
  parked: { reason: string; target: string; now: number; checkAt: number },
): Statement {
  return updateAccount(db, id, {
    parkedAt: sql`coalesce(${accounts.parkedAt}, ${parked.now})` as unknown as number,
    parkedReason: parked.reason,
    parkedTarget: parked.target,
    nextCheckAt: parked.checkAt,
  })
}

/** Lets an account that was parked be written to again. */
export function resumeAccount(db: Db, id: string): Statement {
  return updateAccount(db, id, { parkedAt: null, parkedReason: null, parkedTarget: null })
}

/** Nothing is written to the lane until a check of it succeeds, from `checkAt` on. */
export function parkLane(
  db: Db,
  id: string,
  parked: { reason: string; now: number; checkAt: number },
): Statement {
  return db.query
    .update(lanes)
    .set({
      parkedAt: sql`coalesce(${lanes.parkedAt}, ${parked.now})`,
      parkedReason: parked.reason,
      nextCheckAt: parked.checkAt,
    })
    .where(eq(lanes.id, id))
}

/** Lets a lane that was parked be written to again. */
export function resumeLane(db: Db, id: string): Statement {
  return db.query.update(lanes).set({ parkedAt: null, parkedReason: null }).where(eq(lanes.id, id))
}

/** Accounts that are parked; with `before`, those whose next check is due by then. */
export function parkedAccounts(db: Db, before = Number.MAX_SAFE_INTEGER): Promise<AccountRow[]> {
  return db.query
    .select()
    .from(accounts)
    .where(and(isNotNull(accounts.parkedAt), lte(accounts.nextCheckAt, before)))
}

/** Lanes that are parked; with `before`, those whose next check is due by then. */
export function parkedLanes(db: Db, before = Number.MAX_SAFE_INTEGER): Promise<Lane[]> {
  return db.query
    .select()
    .from(lanes)
    .where(and(isNotNull(lanes.parkedAt), lte(lanes.nextCheckAt, before)))
}

/** Lanes that may be asked what changed, at `now`: they and their accounts work. Those never asked come first. */
export function lanesToPoll(db: Db, now: number): Promise<Lane[]> {
  return db.query
    .select(getTableColumns(lanes))
    .from(lanes)
    .innerJoin(accounts, eq(accounts.id, lanes.account))
    .where(and(lte(lanes.nextPollAt, now), isNull(lanes.parkedAt), isNull(accounts.parkedAt)))
    .orderBy(isNotNull(lanes.cursor), asc(lanes.nextPollAt))
}

/** Takes a lane's poll, so that no other worker polls it too; answers whether it was still to be had. */
export async function claimPoll(db: Db, lane: Lane, nextPollAt: number): Promise<boolean> {
  const claimed = await db.query
    .update(lanes)
    .set({ nextPollAt })
    .where(and(eq(lanes.id, lane.id), eq(lanes.nextPollAt, lane.nextPollAt)))
    .returning({ id: lanes.id })
  return claimed.length > 0
}

/** Changes what is given of a lane; one that is not stored stays so. */
export function updateLane(db: Db, id: string, change: Partial<Lane>): Statement {
  return db.query.update(lanes).set(change).where(eq(lanes.id, id))
}

/** When the next poll is due, epoch milliseconds; null where there is nothing to poll. */
export async function nextPoll(db: Db): Promise<number | null> {
  const [row] = await db.query
    .select({ at: min(lanes.nextPollAt) })
    .from(lanes)
    .innerJoin(accounts, eq(accounts.id, lanes.account))
    .where(and(isNull(lanes.parkedAt), isNull(accounts.parkedAt)))
  return row?.at ?? null
}

/** Has what is parked here checked at once: somebody has reason to believe that it works again. */
export function checkSoon(db: Db, account: string, lane: string): [Statement, Statement] {
  return [
    db.query
      .update(accounts)
      .set({ nextCheckAt: 0 })
      .where(and(eq(accounts.id, account), isNotNull(accounts.parkedAt))),
    db.query
      .update(lanes)
      .set({ nextCheckAt: 0 })
      .where(and(eq(lanes.id, lane), isNotNull(lanes.parkedAt))),
  ]
}
