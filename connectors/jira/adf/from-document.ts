import type { AdfDocument } from './document.ts'
import { escaped } from './escape.ts'
import { blocksText } from './from-blocks.ts'
import { readNode } from './read.ts'
import { toDocument } from './to-document.ts'

/** Signs that mean something to Markdown or HTML wherever they stand, and those that do at the start of a line. */
const meaningful = /[\\`*_~[\]<&|@]|:\/\/|www\.|^(?:\s|[-+=#>:]|\d+[.)])/im

/** A longer text is none of Jira's, whose limit is 32,767, and would take long to read. */
const longest = 100_000

/**
 * A document as Markdown, with HTML where Markdown has nothing for it. Texts are as a person wrote them, to the letter, but
 * where each reading would take another escape off them: there they are escaped, so that whoever reads the Markdown and
 * writes it again changes nothing. Never throws: what is no node of a document gives the text in it, or nothing.
 */
export function toMarkdown(document: unknown): string {
  const text = asWritten(document)
  if (isSettled(text)) return text
  const whole = readAs(withEscapes(document))
  const again = asWritten(whole)
  return isSettled(again) ? again : withEscapes(whole)
}

function asWritten(document: unknown): string {
  return blocksText([readNode(document)])
}

function withEscapes(document: unknown): string {
  return blocksText([escaped(readNode(document))])
}

/** Whether what the text is read as is read again as the same. */
function isSettled(text: string): boolean {
  if (!meaningful.test(text) || text.length > longest) return true
  const read = readAs(text)
  return JSON.stringify(readAs(asWritten(read))) === JSON.stringify(read)
}

function readAs(text: string): AdfDocument {
  return toDocument(text, Number.MAX_SAFE_INTEGER, '').document
}
