// One file: one search, in the ways that its filters allow.

import { and, desc, lt, type SQL, sql } from 'drizzle-orm'
import { issues, jobs } from '../../schema/index.ts'
import type { Db } from '../../store.ts'
import { endOfWindow, given, type Listed, newest, pageOf, windowRows } from './window.ts'

/** The filter of a list of findings; an empty field matches everything. */
export interface FindingFilter {
  /** Words of the title, the tracker's key, or the id. */
  readonly q: string
  readonly source: string
  readonly severity: string
  readonly state: '' | 'open' | 'closed' | 'waiting' | 'failed' | 'filed' | 'gone'
  readonly account: string
  readonly project: string
}

const columns = {
  id: issues.id,
  source: issues.source,
  sourceKey: issues.sourceKey,
  account: issues.account,
  target: issues.target,
  remoteId: issues.remoteId,
  remoteKey: issues.remoteKey,
  remoteUrl: issues.remoteUrl,
  remoteAssignee: issues.remoteAssignee,
  status: issues.status,
  reason: issues.reason,
  goneAt: issues.goneAt,
  missingAt: issues.missingAt,
  title: issues.title,
  severity: issues.severity,
  project: issues.project,
  createdAt: issues.createdAt,
  updatedAt: issues.updatedAt,
}

/** A finding as lists show it. */
export type FindingRow = Awaited<ReturnType<typeof newestFindings>>[number]

/** Findings before the id `before`, newest first. A filter looks through a window of them at a time. */
export async function searchFindings(
  db: Db,
  filter: FindingFilter,
  { before = newest, limit }: { readonly before?: string | undefined; readonly limit: number },
): Promise<Listed<FindingRow>> {
  const conditions = conditionsOf(filter)
  if (conditions.length === 0)
    return pageOf(await newestFindings(db, before, limit + 1), limit, null)
  const jobState = filter.state === 'waiting' || filter.state === 'failed' ? filter.state : null
  if (jobState) {
    const found = await withJobs(db, jobState, { conditions, before, limit: limit + 1 })
    return pageOf(found, limit, null)
  }
  const part = db.query
    .select(columns)
    .from(issues)
    .where(lt(issues.id, before))
    .orderBy(desc(issues.id))
    .limit(windowRows)
    .as('part')
  const found = await db.query
    .select()
    .from(part)
    .where(and(...conditions))
    .orderBy(desc(part.id))
    .limit(limit + 1)
  return pageOf(found, limit, found.length > limit ? null : await endOfWindow(db, issues, before))
}

function newestFindings(db: Db, before: string, limit: number) {
  return db.query
    .select(columns)
    .from(issues)
    .where(lt(issues.id, before))
    .orderBy(desc(issues.id))
    .limit(limit)
}

/** Findings whose filing is to come, or with a job that failed: found by the jobs, which are few. */
function withJobs(
  db: Db,
  state: 'waiting' | 'failed',
  {
    conditions,
    before,
    limit,
  }: { readonly conditions: readonly SQL[]; readonly before: string; readonly limit: number },
) {
  const named = sql`account > '' and +issue_id is not null`
  const ids = {
    failed: sql`select issue_id from ${jobs} where state = 'failed' and ${named} limit ${windowRows}`,
    waiting: sql`select issue_id from (select issue_id from ${jobs} where state = 'ready' and kind = 'create' and ${named} limit ${windowRows})
      union all select issue_id from (select issue_id from ${jobs} where state = 'waiting' and kind = 'create' and ${named} limit ${windowRows})`,
  }
  return db.query
    .select(columns)
    .from(issues)
    .where(and(sql`${issues.id} in (${ids[state]})`, lt(issues.id, before), ...conditions))
    .orderBy(desc(issues.id))
    .limit(limit)
}

/** Written with the columns' bare names, which both the table and a window of it have. */
function conditionsOf(filter: FindingFilter): SQL[] {
  const { q, source, severity, state, account, project } = filter
  const words = q.toLowerCase()
  return given([
    words &&
      sql`(instr(lower(title), ${words}) > 0 or lower(remote_key) = ${words} or id = ${words})`,
    source && sql`source = ${source}`,
    severity && sql`severity = ${severity}`,
    account && sql`account = ${account}`,
    project && sql`project = ${project}`,
    state && stateConditions[state],
  ])
}

const stateConditions = {
  open: sql`status = 'open'`,
  closed: sql`status = 'closed'`,
  filed: sql`remote_id is not null`,
  gone: sql`(gone_at is not null or missing_at is not null)`,
  // The jobs say which.
  waiting: sql`remote_id is null`,
  failed: sql`1`,
}
