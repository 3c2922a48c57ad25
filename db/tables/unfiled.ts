import { and, eq, type InferSelectModel, inArray, sql } from 'drizzle-orm'
import { unseen, value } from '../fixed.ts'
import { issues, unfiledFindings } from '../schema/index.ts'
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

/**
 * Guards a write that was decided on `before`, the kept report of a finding without an issue: it rolls back with a
 * ConflictError if the finding has an issue by now, or another report.
 */
export function guardUnfiled(
  { source, key }: { readonly source: string; readonly key: string },
  before: UnfiledFinding | undefined,
): [Statement, Statement] {
  const values = { source, key, known: before?.at ?? -1 }
  return [
    { build: guardNoIssue, values },
    { build: guardSameReport, values },
  ]
}

const guardNoIssue = () => sql`update ${issues} set version = null
  where source = ${value('source')} and source_key = ${value('key')}`
const guardSameReport = () => sql`update ${unfiledFindings} set at = null
  where source = ${value('source')} and source_key = ${value('key')} and at <> ${value('known')}`

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
  const [key] = keys
  const rows =
    keys.length === 1
      ? await db.rows(byKey, { source, key })
      : await db.query
          .select()
          .from(unfiledFindings)
          .where(and(eq(ofSource, source), inArray(sourceKey, [...keys])))
  return new Map(rows.map((row) => [row.sourceKey, row]))
}

/** Most messages are about one finding. */
const byKey = (query: Db['query']) =>
  query
    .select()
    .from(unfiledFindings)
    .where(and(eq(ofSource, unseen('source')), eq(sourceKey, unseen('key'))))

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
