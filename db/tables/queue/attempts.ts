import { asc, eq, type InferSelectModel } from 'drizzle-orm'
import { placeholdersFor } from '../../fixed.ts'
import { attempts } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import { findJob, type Job } from './jobs.ts'

/** One try at a job. */
export type Attempt = InferSelectModel<typeof attempts>

/** Adds what came of a try. */
export function insertAttempt(_db: Db, attempt: Attempt): Statement {
  return { build: insert, values: { ...attempt } }
}

const insert = (query: Db['query']) => query.insert(attempts).values(placeholdersFor(attempts))

/** The tries at a job, oldest first. */
export async function listAttempts(db: Db, jobId: string): Promise<Attempt[]> {
  const own = await db.query
    .select()
    .from(attempts)
    .where(eq(attempts.jobId, jobId))
    .orderBy(asc(attempts.id))
  const job = await findJob(db, jobId)
  return [...own, ...(job ? lastAttempt(job) : [])]
}

/** The try that did an issue's job, which the job's row holds; none if the job is not done, or ended otherwise. */
function lastAttempt({ id, account, state, finishedAt, took, writes, note }: Job): Attempt[] {
  if (state !== 'done' || finishedAt === null || took === null) return []
  const at = finishedAt - took
  const came = { outcome: 'done', message: note }
  return [{ id, jobId: id, account, at, took, writes: writes ?? 0, ...came }]
}
