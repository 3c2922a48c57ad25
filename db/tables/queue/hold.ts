import { and, eq, inArray } from 'drizzle-orm'
import { accounts, destinations, jobs } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import { checkId, ensureAccount, updateAccount } from './accounts.ts'
import { pollId } from './destinations.ts'

/** Why an account or a destination that a person paused is paused. */
export const heldReason = 'An administrator paused it.'

/** Pauses an account or one of its destinations until a person resumes it: no check ends this. */
export function hold(
  db: Db,
  { account, destination }: { readonly account: string; readonly destination: string | null },
  now: number,
): Statement[] {
  const pause = { pausedAt: now, pausedReason: heldReason }
  const paused = destination
    ? db.query.update(destinations).set(pause).where(eq(destinations.id, destination))
    : updateAccount(db, account, pause)
  return [ensureAccount(db, account), paused, endCheck(db, destination ?? account, now)]
}

/** Ends a pause, whoever began it, and the check that would have ended it. */
export function release(
  db: Db,
  { account, destination }: { readonly account: string; readonly destination: string | null },
  now: number,
): Statement[] {
  const free = { pausedAt: null, pausedReason: null }
  const freed = destination
    ? db.query.update(destinations).set(free).where(eq(destinations.id, destination))
    : db.query.update(accounts).set(free).where(eq(accounts.id, account))
  return [freed, endCheck(db, destination ?? account, now)]
}

/** Asks nothing of a destination any more, until something is to be filed there again. */
export function retire(
  db: Db,
  { account, id }: { readonly account: string; readonly id: string },
  now: number,
): Statement[] {
  return [...release(db, { account, destination: id }, now), end(db, pollId(id), now)]
}

function endCheck(db: Db, paused: string, now: number): Statement {
  return end(db, checkId(paused), now)
}

function end(db: Db, job: string, now: number): Statement {
  return db.query
    .update(jobs)
    .set({ state: 'done', finishedAt: now, dueAt: null })
    .where(and(eq(jobs.id, job), inArray(jobs.state, ['waiting', 'ready'])))
}
