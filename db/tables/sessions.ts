import { desc, eq, gt, type InferSelectModel, lte, ne } from 'drizzle-orm'
import { sessions } from '../schema/index.ts'
import type { Db } from '../store.ts'

/** A log-in of an administrator. */
export type Session = InferSelectModel<typeof sessions>

/** Starts a session, and deletes those that ended before `now`. */
export async function startSession(db: Db, session: Session, now: number): Promise<void> {
  await db.atomic([
    db.query.delete(sessions).where(lte(sessions.expiresAt, now)),
    db.query.insert(sessions).values(session),
  ])
}

/** The session with this id, or null. It may have expired. */
export async function findSession(db: Db, id: string): Promise<Session | null> {
  const [session] = await db.query.select().from(sessions).where(eq(sessions.id, id))
  return session ?? null
}

/** The sessions that have not expired at `now`, the newest first. */
export function listSessions(db: Db, now: number): Promise<Session[]> {
  const alive = gt(sessions.expiresAt, now)
  return db.query.select().from(sessions).where(alive).orderBy(desc(sessions.expiresAt)).limit(100)
}

/** Ends all sessions but this one. */
export async function endOtherSessions(db: Db, id: string): Promise<void> {
  await db.query.delete(sessions).where(ne(sessions.id, id))
}

/** Ends a session. */
export async function endSession(db: Db, id: string): Promise<void> {
  await db.query.delete(sessions).where(eq(sessions.id, id))
}
