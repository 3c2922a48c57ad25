import { and, desc, inArray, lt, sql } from 'drizzle-orm'
import { attempts } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import type { Attempt } from '../queue/attempts.ts'
import { newest, windowRows } from './window.ts'

/** Attempts before the id `before`, newest first. */
export function newestAttempts(db: Db, before: string, limit: number): Promise<Attempt[]> {
  return db.query
    .select()
    .from(attempts)
    .where(lt(attempts.id, before))
    .orderBy(desc(attempts.id))
    .limit(limit)
}

/** The attempts at up to 90 jobs, oldest first, up to a window of them. */
export function attemptsAt(db: Db, jobIds: readonly string[]): Promise<Attempt[]> {
  return db.query
    .select()
    .from(attempts)
    .where(and(inArray(attempts.jobId, [...jobIds])))
    .orderBy(attempts.jobId, attempts.id)
    .limit(windowRows)
}

/** How the newest attempts ended, by account: `count` of `outcome`, the last at `at`. */
export function attemptOutcomes(
  db: Db,
  limit: number,
): Promise<{ account: string; outcome: string; count: number; at: number }[]> {
  return db.query.all(sql`select account, outcome, count(*) as count, max(at) as at from (
      select account, outcome, at from ${attempts} where id < ${newest} order by id desc limit ${limit})
    group by account, outcome order by account, count desc`)
}
