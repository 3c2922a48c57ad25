import { localComments, localIssues } from '../../../db/schema/index.ts'
import type { Db, Statement } from '../../../db/store.ts'
import { escapeInTurns } from '../../../src/platform/in-turns/escape-text.ts'
import { createYielder } from '../../../src/platform/yield.ts'
import { longestFormatted, toHtml, toPlainHtml } from '../../../src/text/markdown-html.ts'
import { keepHtml, keptHtml } from '../store/kept-html.ts'
import type { FullIssue } from '../store/reads.ts'

/** Characters that one page renders. What goes beyond is shown as it is written. */
const mostRendered = 400_000
/** How many times as long a text takes to format as to escape. */
const dearness = 5
/** Longer HTML is made anew: a row of D1 has 2 MB. */
const longestKept = 400_000
/** Rows that one view of a page writes. */
const mostKept = 40

/** A text as a page shows it: as HTML, and escaped to be edited. */
export interface ShownText {
  readonly html: string
  readonly escaped: string
}

/**
 * Returns each of a page's texts as it is shown. The HTML of formatted texts is made once and kept in the store. Between texts
 * that take long the process goes on to other work.
 */
export async function renderTexts(
  db: Db,
  { issue, comments }: Pick<FullIssue, 'issue' | 'comments'>,
  render: (text: string) => string = toHtml,
): Promise<ReadonlyMap<string, ShownText>> {
  const shown = new Map<string, ShownText>()
  const made: Statement[] = []
  const yieldNow = createYielder()
  let left = mostRendered
  for (const row of [issue, ...comments]) {
    const kept = keptHtml(row)
    const { body } = row
    const same = shown.get(body)
    if (kept === null && !same) left -= body.length
    const escaped = same?.escaped ?? (await escapeInTurns(body))
    const isPlain = left < 0 || body.length > longestFormatted
    const html = kept ?? same?.html ?? (isPlain ? toPlainHtml(escaped) : render(body))
    shown.set(body, { html, escaped })
    const isNew = kept === null && !isPlain && html.length <= longestKept
    if (html !== kept) await yieldNow(dearness * body.length)
    const table = row === issue ? localIssues : localComments
    if (isNew && made.length < mostKept) made.push(keepHtml(db, table, row, html))
  }
  if (made.length > 0) await db.atomic(made)
  return shown
}
