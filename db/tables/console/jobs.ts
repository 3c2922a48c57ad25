// One file: all reads share the choice of jobs and its indices.

import { and, desc, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import type { Job } from '../queue/jobs.ts'
import { chosen, type JobChoice, stateIs } from './chosen-jobs.ts'
import { endOfWindow, given, type Listed, newest, pageOf, windowRows } from './window.ts'

const columns = {
  id: jobs.id,
  kind: jobs.kind,
  account: jobs.account,
  destination: jobs.destination,
  issueId: jobs.issueId,
  reason: jobs.reason,
  requestId: jobs.requestId,
  state: jobs.state,
  priority: jobs.priority,
  dueAt: jobs.dueAt,
  tries: jobs.tries,
  failingSince: jobs.failingSince,
  error: jobs.error,
  createdAt: jobs.createdAt,
  finishedAt: jobs.finishedAt,
}

/** A job as lists show it: without its payload. */
export type JobRow = Pick<Job, keyof typeof columns>

/** The order of each state's own index. */
const orders = {
  failed: sql`account, id`,
  running: sql`account, lease_until`,
  ready: sql`account, destination, rank, id`,
  waiting: sql`account, paced, due_at`,
}

/** States whose jobs are not over. */
export type OpenState = keyof typeof orders

/** Jobs in a state by its own index, `limit` after the first `skip`; both together at most a window. */
export function jobsIn(
  db: Db,
  state: OpenState,
  choice: JobChoice,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<JobRow[]> {
  return db.query
    .select(columns)
    .from(jobs)
    .where(and(...chosen(state, choice)))
    .orderBy(orders[state])
    .limit(limit)
    .offset(Math.min(skip, windowRows))
}

/** The filter of a list of jobs of every state; an empty field matches everything. */
export interface JobFilter extends JobChoice {
  readonly state: '' | Job['state']
}

/** Jobs before the id `before`, newest first. A filter looks through a window of them at a time. */
export async function searchJobs(
  db: Db,
  filter: JobFilter,
  { before = newest, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<Listed<JobRow>> {
  const conditions = conditionsOf(filter)
  if (conditions.length === 0) return pageOf(await newestJobs(db, before, limit + 1), limit, null)
  const part = newestJobs(db, before, windowRows).as('part')
  const found = await db.query
    .select()
    .from(part)
    .where(and(...conditions))
    .orderBy(desc(part.id))
    .limit(limit + 1)
  return pageOf(found, limit, found.length > limit ? null : await endOfWindow(db, jobs, before))
}

/** Written with the columns' bare names, which both the table and a window of it have. */
function conditionsOf({ state, account, kind, destination, error }: JobFilter): SQL[] {
  return given([
    state && sql`state = ${state}`,
    account && sql`account = ${account}`,
    kind && sql`kind = ${kind}`,
    destination && sql`destination = ${destination}`,
    error && sql`instr(lower(error), ${error.toLowerCase()}) > 0`,
  ])
}

function newestJobs(db: Db, before: string, limit: number) {
  return db.query
    .select(columns)
    .from(jobs)
    .where(lt(jobs.id, before))
    .orderBy(desc(jobs.id))
    .limit(limit)
}

/** Work that is asked for again and again: that it waits says nothing. */
const recurring = sql.raw(
  "('poll', 'check', 'purge', 'watch', 'look', 'redeliver', 'file-waiting')",
)

/** How many jobs are in each open state, by account, but for recurring ones; up to 1,000 of each. */
export async function countOpenJobs(
  db: Db,
  accounts: readonly string[],
): Promise<{ account: string; state: OpenState; count: number }[]> {
  const counts = Object.keys(orders).map(
    (state) => sql`select value as account, ${state} as state, (select count(*) from (
      select 1 from ${jobs} where account = value and ${stateIs(state)} and kind not in ${recurring} limit 1000)) as count
      from json_each(${JSON.stringify(accounts)})`,
  )
  return db.query.all(sql.join(counts, sql` union all `))
}

/** The errors of the failed jobs of up to 90 issues, by the issues' ids. */
export async function errorsOf(db: Db, issueIds: readonly string[]): Promise<Map<string, string>> {
  if (issueIds.length === 0) return new Map()
  const found = await db.query
    .select({ issueId: jobs.issueId, error: jobs.error })
    .from(jobs)
    .where(and(inArray(jobs.issueId, [...issueIds]), sql`state in ('failed', 'waiting', 'ready')`))
  return new Map(
    found.flatMap(({ issueId, error }) => (issueId && error ? [[issueId, error]] : [])),
  )
}
