import { asc, eq, type InferSelectModel } from 'drizzle-orm'
import { attempts } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'

/** One try at a job. */
export type Attempt = InferSelectModel<typeof attempts>

/** Adds what came of a try. */
export function insertAttempt(db: Db, attempt: Attempt): Statement {
  return db.query.insert(attempts).values(attempt)
}

/** The tries at a job, oldest first. */
export function listAttempts(db: Db, jobId: string): Promise<Attempt[]> {
  return db.query.select().from(attempts).where(eq(attempts.jobId, jobId)).orderBy(asc(attempts.id))
}
