import { type SQL, sql } from 'drizzle-orm'
import { attempts, jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import type { Attempt } from '../queue/attempts.ts'
import type { JobFilter } from './jobs.ts'
import { given, type Listed, newest, pageOf, windowRows } from './window.ts'

const columns = sql.raw('id, job_id as "jobId", account, at, took, writes, outcome, message')
/** Attempts in rows of their own, and those that did a job, which the job's row holds. */
const own = sql`select ${columns} from ${attempts}`
const last = sql`select id, id as "jobId", account, finished_at - took as at, took, writes, 'done' as outcome, note as message
  from ${jobs}`
const isKept = sql.raw(`state = 'done' and took is not null`)

/** The filter of a list of attempts: that of their jobs; an empty field matches everything. */
export interface AttemptFilter extends JobFilter {
  readonly outcome: string
}

/** Attempts before the id `before`, newest first. A filter looks through a window of them at a time. */
export async function searchAttempts(
  db: Db,
  filter: AttemptFilter,
  { before = newest, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<Listed<Attempt>> {
  const conditions = conditionsOf(filter)
  if (conditions.length === 0)
    return pageOf(await newestAttempts(db, before, limit + 1), limit, null)
  const found = await db.query.all<Attempt>(sql`select part.* from
      (${newestBefore(before, windowRows)} order by id desc limit ${windowRows}) part
    left join ${jobs} on jobs.id = part."jobId"
    where ${sql.join(conditions, sql` and `)} order by part.id desc limit ${limit + 1}`)
  return pageOf(found, limit, found.length > limit ? null : await endOfWindow(db, before))
}

function newestAttempts(db: Db, before: string, limit: number): Promise<Attempt[]> {
  return db.query.all<Attempt>(sql`${newestBefore(before, limit)} order by id desc limit ${limit}`)
}

function conditionsOf(filter: AttemptFilter): SQL[] {
  const { state, account, kind, destination, error, outcome } = filter
  const words = error.toLowerCase()
  return given([
    account && sql`part.account = ${account}`,
    outcome && sql`part.outcome = ${outcome}`,
    words &&
      sql`(instr(lower(part.message), ${words}) > 0 or instr(lower(jobs.error), ${words}) > 0)`,
    state && sql`jobs.state = ${state}`,
    kind && sql`jobs.kind = ${kind}`,
    destination && sql`jobs.destination = ${destination}`,
  ])
}

async function endOfWindow(db: Db, before: string): Promise<string | null> {
  const [last] = await db.query.all<{ id: string }>(sql`select id from
    (${newestBefore(before, windowRows)}) order by id desc limit 1 offset ${windowRows - 1}`)
  return last?.id ?? null
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
