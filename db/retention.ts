import { inArray, lt } from 'drizzle-orm'
import type { Db } from './db.ts'
import { attempts, deliveries, jobs } from './schema.ts'

/**
 * Deletes deliveries, attempts and finished jobs older than `before`, at most `limit` of each, oldest first: the rest
 * goes next time, so that no delete is long.
 */
export async function deleteOld(db: Db, before: number, limit: number): Promise<void> {
  const { query } = db
  await query
    .delete(attempts)
    .where(
      inArray(
        attempts.id,
        query
          .select({ id: attempts.id })
          .from(attempts)
          .where(lt(attempts.at, before))
          .limit(limit),
      ),
    )
  await query
    .delete(deliveries)
    .where(
      inArray(
        deliveries.id,
        query
          .select({ id: deliveries.id })
          .from(deliveries)
          .where(lt(deliveries.at, before))
          .limit(limit),
      ),
    )
  await query
    .delete(jobs)
    .where(
      inArray(
        jobs.id,
        query.select({ id: jobs.id }).from(jobs).where(lt(jobs.finishedAt, before)).limit(limit),
      ),
    )
}
