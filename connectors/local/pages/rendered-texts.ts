import { localComments, localIssues } from '../../../db/schema/index.ts'
import type { Db, Statement } from '../../../db/store.ts'
import { createYielder } from '../../../src/platform/yield.ts'
import { toHtml, toPlainHtml } from '../../../src/text/markdown-html.ts'
import { keepHtml, keptHtml } from '../store/kept-html.ts'
import type { FullIssue } from '../store/reads.ts'

/** Characters that one page renders. What goes beyond is shown as it is written. */
const mostRendered = 400_000
/** Longer HTML is made anew: a row of D1 has 2 MB. */
const longestKept = 400_000
/** Rows that one view of a page writes. */
const mostKept = 40

/**
 * Returns the HTML of each of a page's texts. It is made once and kept in the store. Between two texts the process goes on to
 * other work.
 */
export async function renderTexts(
  db: Db,
  { issue, comments }: Pick<FullIssue, 'issue' | 'comments'>,
  render: (text: string) => string = toHtml,
): Promise<ReadonlyMap<string, string>> {
  const yieldNow = createYielder()
  const rendered = new Map<string, string>()
  const made: Statement[] = []
  let left = mostRendered
  for (const row of [issue, ...comments]) {
    const kept = keptHtml(row)
    if (kept === null && !rendered.has(row.body)) left -= row.body.length
    const html = kept ?? rendered.get(row.body) ?? (left < 0 ? toPlainHtml : render)(row.body)
    rendered.set(row.body, html)
    const isNew = kept === null && left >= 0 && html.length <= longestKept
    const table = row === issue ? localIssues : localComments
    if (isNew && made.length < mostKept) made.push(keepHtml(db, table, row, html))
    await yieldNow()
  }
  if (made.length > 0) await db.atomic(made)
  return rendered
}
