import { sql } from 'drizzle-orm'
import { value } from '../fixed.ts'
import { inbox, issues, sightings } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'
import type { Issue } from './issues.ts'

/** Records that a finding was reported again without news. Fails with a ConflictError if its issue has changed since it was read. */
export function recordSighting(
  _db: Db,
  { id, version }: Pick<Issue, 'id' | 'version'>,
  at: number,
): Statement {
  return { build: see, values: { id, version, at } }
}

// The time is null, which no column takes, if the issue has changed: a guard that rewrites no issue.
const see = () => sql`insert into ${sightings} (issue_id, at) values (${value('id')},
    (select ${value('at')} from ${issues} where id = ${value('id')} and version = ${value('version')}))
  on conflict (issue_id) do update set at = excluded.at`

/** When the findings of up to 90 issues were last reported without news, by message or otherwise, by the issues' ids. */
export async function lastReports(
  db: Db,
  issueIds: readonly string[],
): Promise<Map<string, number>> {
  if (issueIds.length === 0) return new Map()
  const rows = await db.query.all<{ id: string; at: number }>(sql`select value as id, max(
      coalesce((select at from ${sightings} where issue_id = value), 0),
      coalesce((select max(at) from ${inbox} where issue_id = value and outcome = 'ignored'), 0)) as at
    from json_each(${JSON.stringify(issueIds)})`)
  return new Map(rows.map(({ id, at }) => [id, at]))
}
