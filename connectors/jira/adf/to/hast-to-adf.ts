import type { ElementContent, Root } from 'hast'
import { type AdfDocument, documentOf, paragraph, textNode } from '../document.ts'
import { documentBlocks } from './blocks.ts'
import { jsonSize } from './json-size.ts'
import { type TruncateText, truncateBlocks } from './truncate-blocks.ts'

/** How long a document may be, and what happens if it is longer. */
export interface AdfLimit {
  /** UTF-16 units of JSON, which is what Jira counts. It has to leave room for `note`. */
  readonly limit: number
  /** The last paragraph of a document that did not fit. */
  readonly note: string
  readonly truncate: TruncateText
}

/**
 * Returns a sanitized tree of HTML as a document. One that does not fit ends with a whole paragraph,
 * item or line, and then with the note. `cut` says so. `isWhole` is false for a tree of a text that
 * was truncated before, so that the note is added even if the document fits.
 */
export function hastToAdf(
  tree: Root,
  { limit, note, truncate }: AdfLimit,
  isWhole = true,
): { document: AdfDocument; cut: boolean } {
  const document = documentOf(documentBlocks(tree.children as ElementContent[]))
  if (isWhole && jsonSize(document) <= limit) return { document, cut: false }
  const end = paragraph([textNode(note)])
  const room = limit - jsonSize(documentOf([end]))
  return {
    document: documentOf([...truncateBlocks(document.content, room, truncate), end]),
    cut: true,
  }
}
