import type { Root } from 'hast'
import { toTree } from '../../../src/text/markdown-html.ts'
import { startOf } from '../../../src/text/truncate.ts'
import type { AdfDocument } from '../adf/document.ts'
import { hastToAdf } from '../adf/to/hast-to-adf.ts'

/** A document, and whether it was cut. */
export interface Written {
  readonly document: AdfDocument
  readonly cut: boolean
}

/** A text that was read, at least as much of it as documents of a size can hold. */
export interface ReadText {
  readonly tree: Root
  readonly isWhole: boolean
}

/**
 * Returns Markdown mixed with HTML as a document of at most `limit` UTF-16 units of JSON. One that
 * does not fit is cut, and ends with `note`; `limit` has to leave room for it.
 */
export function markdownToAdf(markdown: string, limit: number, note: string): Written {
  return documentWithin(readWithin(markdown, limit), limit, note)
}

/** Reads as much of Markdown as a document of `limit` can hold. Reading is what takes long. */
export function readWithin(markdown: string, limit: number): ReadText {
  const size = sizeToParse(markdown, limit)
  const isWhole = markdown.length <= size
  return { tree: toTree(isWhole ? markdown : startOf(markdown, size)), isWhole }
}

/** Returns the document of a text that was read for one of this limit, or of a larger one. */
export function documentWithin({ tree, isWhole }: ReadText, limit: number, note: string): Written {
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
