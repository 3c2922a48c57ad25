import { and, eq, type InferSelectModel, inArray, sql } from 'drizzle-orm'
import { unfiledFindings } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'

/** The newest report of a finding that has no issue. */
export type UnfiledFinding = InferSelectModel<typeof unfiledFindings>

const { source: ofSource, sourceKey, at } = unfiledFindings

/** Keeps the report, in place of an older one. */
export function keepUnfiled(db: Db, row: UnfiledFinding): Statement {
  return db.query
    .insert(unfiledFindings)
    .values(row)
    .onConflictDoUpdate({ target: [ofSource, sourceKey], set: row })
}

/** Forgets the report: the finding has an issue, or needs none. */
export function dropUnfiled(db: Db, source: string, key: string): Statement {
  return db.query.delete(unfiledFindings).where(and(eq(ofSource, source), eq(sourceKey, key)))
}

/** The reports of up to 90 findings of a source, by their keys. */
export async function findUnfiled(
  db: Db,
  source: string,
  keys: readonly string[],
): Promise<Map<string, UnfiledFinding>> {
  if (keys.length === 0) return new Map()
  const rows = await db.query
    .select()
    .from(unfiledFindings)
    .where(and(eq(ofSource, source), inArray(sourceKey, [...keys])))
  return new Map(rows.map((row) => [row.sourceKey, row]))
}

/** Findings that wait for a route, in the order of source and key: `limit` after the one given. */
export function listWaiting(
  db: Db,
  after: { readonly source: string; readonly key: string },
  limit: number,
): Promise<UnfiledFinding[]> {
  return db.query
    .select()
    .from(unfiledFindings)
    .where(and(sql`waits = 1`, sql`(${ofSource}, ${sourceKey}) > (${after.source}, ${after.key})`))
    .orderBy(ofSource, sourceKey)
    .limit(limit)
}

/** Deletes reports of done findings that are older than `before` (epoch milliseconds), at most `limit`. */
export function deleteOldUnfiled(before: number, limit: number): Statement {
  return sql`delete from ${unfiledFindings} where waits = 0 and (source, source_key) in
    (select source, source_key from ${unfiledFindings} where waits = 0 and ${at} < ${before} order by ${at} limit ${limit})`
}
