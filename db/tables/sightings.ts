import { type SQL, sql } from 'drizzle-orm'
import { inbox, issues, sightings } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'
import type { Issue } from './issues.ts'

/** Records that a finding was reported again without news. Fails with a ConflictError if its issue has changed since it was read. */
export function recordSighting(
  db: Db,
  issue: Pick<Issue, 'id' | 'version'>,
  at: number,
): Statement {
  const stamp = unchangedSince(issue, at)
  return db.query
    .insert(sightings)
    .values({ issueId: issue.id, at: stamp })
    .onConflictDoUpdate({ target: sightings.issueId, set: { at: stamp } })
}

/** `at`, or null, which no column takes, if the issue has changed since it was read: a guard that rewrites no issue. */
function unchangedSince({ id, version }: Pick<Issue, 'id' | 'version'>, at: number): SQL {
  return sql`(select ${at} from ${issues} where id = ${id} and version = ${version})`
}

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
