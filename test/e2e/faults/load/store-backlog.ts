import { type SQL, sql } from 'drizzle-orm'
import { CasingCache } from 'drizzle-orm/casing'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { issues, jobs } from '../../../../db/schema/index.ts'
import type { Db } from '../../../../db/store.ts'
import { insertIssue } from '../../../../db/tables/issues.ts'
import { destinationId, ensureDestination } from '../../../../db/tables/queue/destinations.ts'
import { insertIssueJob } from '../../../../db/tables/queue/issue-jobs.ts'
import type { Severity } from '../../../../src/domain/finding.ts'
import { urgencyOf } from '../../../../src/domain/work.ts'
import { makeIssue } from '../../../contract/db/rows.ts'

/** Findings that wait to be filed in GitHub. */
export interface Backlog {
  readonly count: number
  readonly severity: Severity
  readonly target?: string
  /** When they came in, in epoch milliseconds. */
  readonly now: number
}

const casing = new CasingCache('snake_case')
let stored = 0

/** Stores a backlog as if each finding had come in: one of them, and copies. Thousands cost a moment. Returns the first's title. */
export async function storeBacklog(
  db: Db,
  { count, severity, now, target = 'acme/shop' }: Backlog,
): Promise<string> {
  stored += 1
  const title = `${severity} ${stored}`
  const times = { createdAt: now, statusAt: now, lastReportAt: now }
  const issue = makeIssue({ account: 'github', target, severity, title, ...times })
  const job = {
    ...{
      id: issue.id,
      kind: 'create',
      issueId: issue.id,
      payload: {},
      reason: 'a new finding',
      now,
    },
    ...{ account: 'github', destination: destinationId('github', target), requestId: null },
    ...urgencyOf({ severity }, now),
  }
  await db.atomic([
    ...ensureDestination(db, 'github', target, now),
    insertIssue(db, issue),
    insertIssueJob(job),
    copiesOf(issues, issue.id, count - 1, ['id', 'source_key', 'title']),
    copiesOf(jobs, issue.id, count - 1, ['id', 'issue_id']),
  ])
  return title
}

/** Copies of a row. The values of `numbered` columns get a number each. */
function copiesOf(table: SQLiteTable, id: string, count: number, numbered: readonly string[]): SQL {
  const names = getTableConfig(table).columns.map((column) => casing.getColumnCasing(column))
  const values = names.map((name) =>
    numbered.includes(name) ? `${name} || printf('-%05d', n.value)` : name,
  )
  return sql`insert into ${table} (${sql.raw(names.join(', '))})
    with recursive n(value) as (select 1 where ${count} > 0 union all select value + 1 from n where value < ${count})
    select ${sql.raw(values.join(', '))} from ${table}, n where id = ${id}`
}
