import { type SQL, sql } from 'drizzle-orm'
import { attempts, jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import type { Attempt } from '../queue/attempts.ts'
import { newest, windowRows } from './window.ts'

const columns = sql.raw('id, job_id as "jobId", account, at, took, writes, outcome, message')
/** Attempts in rows of their own, and those that did a job, which the job's row holds. */
const own = sql`select ${columns} from ${attempts}`
const last = sql`select id, id as "jobId", account, finished_at - took as at, took, writes, 'done' as outcome, note as message
  from ${jobs}`
const isKept = sql.raw(`state = 'done' and took is not null`)

/** Attempts before the id `before`, newest first. */
export function newestAttempts(db: Db, before: string, limit: number): Promise<Attempt[]> {
  return db.query.all<Attempt>(sql`${newestBefore(before, limit)} order by id desc limit ${limit}`)
}

/** The attempts at up to 90 jobs, oldest first, up to a window of them. */
export function attemptsAt(db: Db, jobIds: readonly string[]): Promise<Attempt[]> {
  const these = sql`(select value from json_each(${JSON.stringify(jobIds)}))`
  return db.query.all<Attempt>(sql`select * from (${own} where job_id in ${these}
    union all ${last} where id in ${these} and ${isKept}) order by "jobId", at limit ${windowRows}`)
}

/** How the newest attempts ended, by account: `count` of `outcome`, the last at `at`. */
export function attemptOutcomes(
  db: Db,
  limit: number,
): Promise<{ account: string; outcome: string; count: number; at: number }[]> {
  return db.query.all(sql`select account, outcome, count(*) as count, max(at) as at from (
      ${newestBefore(newest, limit)} order by id desc limit ${limit})
    group by account, outcome order by account, count desc`)
}

function newestBefore(before: string, limit: number): SQL {
  return sql`select * from (
    select * from (${own} where id < ${before} order by id desc limit ${limit})
    union all select * from (${last} where id < ${before} and ${isKept} order by id desc limit ${limit}))`
}
