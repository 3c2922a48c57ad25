import { labelText, oneLine } from '../../src/text/truncate.ts'
import type { AdfDocument } from './adf/document.ts'
import { adfToMarkdown } from './adf/from/adf-to-markdown.ts'
import { toDocument } from './adf/to/hast-to-adf.ts'
import { markLabel } from './marker.ts'

/** Characters of a summary, which has one line. */
const summaryLimit = 255
/** Characters of a label, none of them blank. */
const labelLimit = 255
/** What Jira stores of a description or a comment: https://support.atlassian.com/jira/kb/jira-limits/ counts characters. */
const textLimit = 32_767

const leftOutWords = 'Not set in Jira: '

/** The summary: one line, cut where it must be. */
export function summaryOf(title: string): string {
  return oneLine(title, summaryLimit) || 'Untitled'
}

/** Labels as Jira takes them: blanks become underscores. */
export function labelsOf(labels: readonly string[]): string[] {
  const names = labels.map((label) => labelText(label, labelLimit).replace(/\s+/g, '_'))
  return [...new Set(names)].filter(Boolean)
}

/** The labels of an issue that is filed: those of the draft and our marker. */
export function markedLabels(labels: readonly string[], key: string): string[] {
  return [...labelsOf(labels), markLabel(key)]
}

/** The description, with what could not be set elsewhere said at its end. */
export function descriptionOf(
  markdown: string,
  leftOut: readonly string[],
): { document: AdfDocument; cut: boolean } {
  const end = leftOut.length > 0 ? [paragraph(leftOutWords + leftOut.join('; '))] : []
  return withEnd(markdown, end)
}

/** A comment's text. */
export function commentOf(markdown: string): { document: AdfDocument; cut: boolean } {
  return toDocument(markdown, textLimit, 'This comment was too long for Jira.')
}

/**
 * The description to write where Jira still has what was written last, and not yet what is to be written now; null
 * where there is nothing to write. What was said at its end stays.
 */
export function newDescription(current: unknown, was: string, now: string): AdfDocument | null {
  const [own, end] = split(current)
  if (!sameText(own, descriptionOf(was, []).document)) return null
  const next = descriptionOf(now, []).document
  return sameText(own, next) ? null : withEnd(now, end).document
}

function withEnd(markdown: string, end: AdfDocument['content']) {
  const room = textLimit - JSON.stringify(end).length
  const { document, cut } = toDocument(
    markdown,
    room,
    'This text was too long for Jira. The whole of it is attached.',
  )
  return { document: { ...document, content: [...document.content, ...end] }, cut }
}

/** A description without what we said at its end, and that. */
function split(document: unknown): [unknown, AdfDocument['content']] {
  const content = (document as AdfDocument | null)?.content
  const last = content?.at(-1)
  if (!content || !last || !adfToMarkdown(doc([last])).includes(leftOutWords)) return [document, []]
  return [doc(content.slice(0, -1)), [last]]
}

/** By what is read, as Jira may store a document in other words. */
function sameText(one: unknown, other: unknown): boolean {
  return plain(one) === plain(other)
}

function plain(document: unknown): string {
  return adfToMarkdown(document).replace(/\s+/g, ' ').trim()
}

function paragraph(text: string): AdfDocument['content'][number] {
  return { type: 'paragraph', content: [{ type: 'text', text, marks: [{ type: 'em' }] }] }
}

function doc(content: AdfDocument['content']): AdfDocument {
  return { version: 1, type: 'doc', content }
}
