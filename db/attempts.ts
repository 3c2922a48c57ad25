import { and, asc, eq, gt, type InferSelectModel, min, sum } from 'drizzle-orm'
import type { Db, Statement } from './db.ts'
import { attempts } from './schema.ts'

/** One try at a job. */
export type Attempt = InferSelectModel<typeof attempts>

/** Adds what came of a try. */
export function insertAttempt(db: Db, attempt: Attempt): Statement {
  return db.query.insert(attempts).values(attempt)
}

/** The requests that wrote since `since`, and when the first of them was recorded. */
export async function writesSince(
  db: Db,
  account: string,
  since: number,
): Promise<{ writes: number; first: number | null }> {
  const [row] = await db.query
    .select({ writes: sum(attempts.writes), first: min(attempts.at) })
    .from(attempts)
    .where(and(eq(attempts.account, account), gt(attempts.at, since)))
  return { writes: Number(row?.writes ?? 0), first: row?.first ?? null }
}

/** The tries at a job, oldest first. */
export function listAttempts(db: Db, jobId: string): Promise<Attempt[]> {
  return db.query.select().from(attempts).where(eq(attempts.jobId, jobId)).orderBy(asc(attempts.at))
}
