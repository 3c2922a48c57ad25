import type { ElementContent } from 'hast'
import { plainDialect } from '../../../../src/text/dialect.ts'
import { toTree } from '../../../../src/text/markdown-html.ts'
import { truncate } from '../../../../src/text/truncate.ts'
import { type AdfDocument, type AdfNode, documentOf } from '../document.ts'
import { documentBlocks } from './blocks.ts'
import { fit, sizeOf } from './fit.ts'

/**
 * Markdown mixed with HTML as a document of at most `limit` UTF-16 units of JSON, which is what Jira counts; `limit` has
 * to leave room for `note`. One that does not fit ends with a paragraph, an item or a line, and then with `note`.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export function toDocument(
  markdown: string,
  limit: number,
  note: string,
): { document: AdfDocument; cut: boolean } {
  const start = startOf(markdown, enough(markdown, limit))
  const document = documentOf(blocksOf(start.text))
  if (!start.cut && sizeOf(document) <= limit) return { document, cut: false }
  const end = blocksOf(note)
  const room = limit - sizeOf(documentOf(end))
  return { document: documentOf([...fit(document.content, room), ...end]), cut: true }
}

/** How much of the text surely gives more than a document may hold, going by what its start gives: parsing is slow. */
function enough(markdown: string, limit: number): number {
  if (markdown.length <= limit) return limit
  const sample = Math.ceil(limit / 16)
  const growth = sizeOf(blocksOf(startOf(markdown, sample).text)) / sample
  return Math.floor((1.2 * limit) / Math.max(growth, 0.6))
}

function startOf(markdown: string, limit: number) {
  return truncate(markdown, limit, { note: '', dialect: plainDialect })
}

function blocksOf(markdown: string): AdfNode[] {
  return documentBlocks(toTree(markdown).children as ElementContent[])
}
