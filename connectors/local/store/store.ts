import { and, eq, sql } from 'drizzle-orm'
import { localIssues } from '../../../db/schema/index.ts'
import type { Db } from '../../../db/store.ts'
import { newId } from '../../../src/platform/new-id.ts'
import { type Edit, editsOf, type IssueEdits, whereAny } from './edits.ts'
import { findCard, type IssueCard, type LocalIssue } from './reads.ts'
import { recorded } from './record.ts'

/** An issue to file. `key` is the filer's own: the same key again is the same issue. */
export type NewIssue = Pick<
  LocalIssue,
  'key' | 'project' | 'title' | 'body' | 'labels' | 'assignee'
>

/** Files an issue under the project's next number and returns it, or the one already filed for its key. */
export async function fileIssue(db: Db, issue: NewIssue, at: number): Promise<IssueCard> {
  const id = newId()
  // Chosen inside the write: the database runs one write at a time, so no two issues see the same maximum.
  const number = sql<number>`(SELECT coalesce(max(number), 0) + 1 FROM ${localIssues} WHERE project = ${issue.project})`
  await db.atomic([
    db.query
      .insert(localIssues)
      .values({ ...issue, id, number, status: 'open', stateAt: at, createdAt: at, updatedAt: at })
      .onConflictDoNothing({ target: localIssues.key }),
    ...recorded(id, 'issue', at, sql`true`),
  ])
  return (await findCard(db, eq(localIssues.key, issue.key))) as IssueCard
}

/**
 * Applies the edits that differ from the issue as it is at that moment. Records nothing if none differs. With `asOf`, changes
 * nothing if the issue was changed since that time, which is not later than `at`.
 */
export async function changeIssue(
  db: Db,
  id: string,
  edits: IssueEdits,
  { at, asOf }: { readonly at: number; readonly asOf?: number },
): Promise<void> {
  const list = editsOf(edits, at)
  if (list.length === 0) return
  const isAt = (time: number) => (asOf === undefined ? sql`true` : sql`updated_at = ${time}`)
  // The time is written first, and says to each edit that the issue was as it was known.
  const write = (edit: Edit) =>
    db.query
      .update(localIssues)
      .set(edit.set)
      .where(and(eq(localIssues.id, id), isAt(at), edit.differs))
  const differs = sql`${isAt(asOf ?? at)} AND ${whereAny(list)}`
  await db.atomic([...recorded(id, 'issue', at, differs), ...list.map(write)])
}
