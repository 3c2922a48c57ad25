import { toTree } from '../../../src/text/markdown-html.ts'
import { startOf } from '../../../src/text/truncate.ts'
import type { AdfDocument } from '../adf/document.ts'
import { hastToAdf } from '../adf/to/hast-to-adf.ts'

/**
 * Returns Markdown mixed with HTML as a document of at most `limit` UTF-16 units of JSON. One that
 * does not fit is cut, and ends with `note`; `limit` has to leave room for it.
 */
export function markdownToAdf(
  markdown: string,
  limit: number,
  note: string,
): { document: AdfDocument; cut: boolean } {
  const size = sizeToParse(markdown, limit)
  const isWhole = markdown.length <= size
  const tree = toTree(isWhole ? markdown : startOf(markdown, size))
  return hastToAdf(tree, { limit, note, truncate: startOf }, isWhole)
}

/**
 * Returns the length of a start of the text that surely overflows the limit, estimated from a sample.
 * Parsing is slow, so that a megabyte is not parsed only to be cut.
 */
function sizeToParse(markdown: string, limit: number): number {
  if (markdown.length <= limit) return limit
  const sample = Math.ceil(limit / 16)
  const options = { limit: Number.POSITIVE_INFINITY, note: '', truncate: startOf }
  const { document } = hastToAdf(toTree(startOf(markdown, sample)), options)
  const growth = JSON.stringify(document).length / sample
  return Math.floor((1.2 * limit) / Math.max(growth, 0.6))
}
