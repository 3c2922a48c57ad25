import { and, eq } from 'drizzle-orm'
import type { localComments, localIssues } from '../../../db/schema/index.ts'
import type { Db, Statement } from '../../../db/store.ts'
import { rendererVersion } from '../../../src/text/markdown-html.ts'
import type { LocalComment, LocalIssue } from './reads.ts'

/** An issue or a comment, as far as its text goes. */
export type TextRow = Pick<LocalIssue | LocalComment, 'id' | 'body' | 'html' | 'htmlVersion'>

/** Returns the row's text as HTML if it is kept and today's renderer made it, or else null. */
export function keptHtml({ html, htmlVersion }: TextRow): string | null {
  return htmlVersion === rendererVersion ? html : null
}

/** Keeps the HTML of a row's text, unless the text was changed meanwhile. */
export function keepHtml(
  db: Db,
  table: typeof localIssues | typeof localComments,
  { id, body }: TextRow,
  html: string,
): Statement {
  return db.query
    .update(table)
    .set({ html, htmlVersion: rendererVersion })
    .where(and(eq(table.id, id), eq(table.body, body)))
}
