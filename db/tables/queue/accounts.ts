import { and, eq, gt, type InferSelectModel, isNotNull, sql } from 'drizzle-orm'
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core'
import { value } from '../../fixed.ts'
import { accounts, destinations } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import { hurryJob, insertNamedJob } from './named-jobs.ts'

/** The pace and the log-in state of a tracker's or scanner's account. */
export type AccountRow = InferSelectModel<typeof accounts>

/** Makes sure that the row exists. */
export function ensureAccount(_db: Db, id: string): Statement {
  return { build: ensure, values: { id } }
}

const ensure = (query: Db['query']) =>
  query
    .insert(accounts)
    .values({ id: sql`${value('id')}` })
    .onConflictDoNothing()

/** The account with this id, or null. */
export async function findAccount(db: Db, id: string): Promise<AccountRow | null> {
  const [row] = await db.query.select().from(accounts).where(eq(accounts.id, id))
  return row ?? null
}

/** Changes an account if it is stored. */
export function updateAccount(
  db: Db,
  id: string,
  change: SQLiteUpdateSetSource<typeof accounts>,
): Statement {
  return db.query.update(accounts).set(change).where(eq(accounts.id, id))
}

/** Why an account or a destination is paused, and what may end the pause: a check of `target` from `checkAt` on. */
export interface Pause {
  readonly reason: string
  readonly target: string
  readonly now: number
  readonly checkAt: number
}

/** Stops the account's work until its log-in works again. */
export function pauseAccount(db: Db, id: string, pause: Pause): [Statement, Statement] {
  return [
    updateAccount(db, id, {
      pausedAt: sql`coalesce(${accounts.pausedAt}, ${pause.now})`,
      pausedReason: pause.reason,
    }),
    insertCheck(db, id, null, pause),
  ]
}

/** Resumes a paused account. */
export function resumeAccount(db: Db, id: string): Statement {
  return updateAccount(db, id, { pausedAt: null, pausedReason: null })
}

/** Stops the work in a destination until a check of it passes. */
export function pauseDestination(
  db: Db,
  { id, account }: { readonly id: string; readonly account: string },
  pause: Pause,
): [Statement, Statement] {
  const paused = db.query
    .update(destinations)
    .set({
      pausedAt: sql`coalesce(${destinations.pausedAt}, ${pause.now})`,
      pausedReason: pause.reason,
    })
    .where(eq(destinations.id, id))
  return [paused, insertCheck(db, account, id, pause)]
}

/** Resumes a paused destination. */
export function resumeDestination(db: Db, id: string): Statement {
  return db.query
    .update(destinations)
    .set({ pausedAt: null, pausedReason: null })
    .where(eq(destinations.id, id))
}

/** Makes the checks of what is paused here due at once: it may work again. */
export function checkSoon(
  db: Db,
  { account, destination }: { readonly account: string; readonly destination: string },
  now: number,
): [Statement, Statement] {
  return [hurryJob(db, checkId(account), now), hurryJob(db, checkId(destination), now)]
}

/** Accounts that are paused. */
export function pausedAccounts(db: Db): Promise<AccountRow[]> {
  return db.query
    .select()
    .from(accounts)
    .where(and(gt(accounts.id, ''), isNotNull(accounts.pausedAt)))
}

/** The id of the job that checks a paused account or destination. */
export function checkId(paused: string): string {
  return `check:${paused}`
}

function insertCheck(db: Db, account: string, destination: string | null, pause: Pause): Statement {
  const { reason, target, now, checkAt } = pause
  return insertNamedJob(db, {
    id: checkId(destination ?? account),
    kind: 'check',
    account,
    destination: null,
    payload: { destination, target },
    reason,
    paced: false,
    dueAt: checkAt,
    now,
  })
}
