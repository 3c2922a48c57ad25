import { or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core'
import type { localIssues } from '../../../db/schema/index.ts'
import type { State } from '../../../src/domain/issue.ts'

/** What should differ about an issue from now on. What is absent stays as it is. */
export interface IssueEdits {
  readonly state?: State | undefined
  /** Whether an issue that is closed keeps the reason it was closed for. */
  readonly keepsReason?: boolean
  readonly title?: string | undefined
  readonly body?: string | undefined
  readonly assignee?: string | undefined
  readonly addLabels?: readonly string[] | undefined
  readonly removeLabels?: readonly string[] | undefined
}

/** One column's change, and the condition under which there is anything to change. */
export interface Edit {
  readonly set: SQLiteUpdateSetSource<typeof localIssues>
  readonly differs: SQL
}

/** The edits as separate writes: each looks at the issue as it is then, so that none overwrites a person's. */
export function editsOf(edits: IssueEdits, at: number): Edit[] {
  const { state, keepsReason = false, title, body, assignee } = edits
  const { addLabels = [], removeLabels = [] } = edits
  const list: Edit[] = []
  if (state) list.push(stateEdit(state, keepsReason, at))
  for (const [name, text] of Object.entries({ title, body, assignee })) {
    if (text !== undefined)
      list.push({
        set: { [name]: text, ...(name === 'body' && { html: null }) },
        differs: sql`${sql.identifier(name)} <> ${text}`,
      })
  }
  if (addLabels.length + removeLabels.length > 0) list.push(labelEdit(addLabels, removeLabels))
  return list
}

/** Holds where at least one of the edits has something to change. */
export function whereAny(edits: readonly Edit[]): SQL {
  return or(...edits.map((edit) => edit.differs)) ?? sql`false`
}

function stateEdit({ status, reason }: State, keepsReason: boolean, at: number): Edit {
  const other = sql`status <> ${status}`
  const differs = keepsReason ? other : sql`(${other} OR reason IS NOT ${reason})`
  return { set: { status, reason, stateAt: at }, differs }
}

/** Labels stay in their order; new ones come last. */
function labelEdit(add: readonly string[], remove: readonly string[]): Edit {
  const [added, removed] = [JSON.stringify([...new Set(add)]), JSON.stringify(remove)]
  const labels = sql<string>`(SELECT json_group_array(value) FROM (
    SELECT value FROM json_each(labels) WHERE value NOT IN (SELECT value FROM json_each(${removed}))
    UNION ALL
    SELECT value FROM json_each(${added}) WHERE value NOT IN (SELECT value FROM json_each(labels))))`
  return { set: { labels }, differs: sql`json(labels) <> ${labels}` }
}
