import { labelText, oneLine } from '../../../src/text/truncate.ts'
import type { AdfDocument } from '../adf/document.ts'
import { adfText } from '../adf/from/adf-text.ts'
import { markLabel } from '../issues/marker.ts'
import { markdownToAdf } from './markdown-to-adf.ts'

/** The most characters of a summary, which has one line. */
const summaryLimit = 255
/** The most characters of a label. None may be blank. */
const labelLimit = 255
/** The most of a description or a comment. https://support.atlassian.com/jira/kb/jira-limits/ */
const textLimit = 32_767

const leftOutWords = 'Not set in Jira: '

/** Returns the summary: one line, cut if it is too long. */
export function summaryOf(title: string): string {
  return oneLine(title, summaryLimit) || 'Untitled'
}

/** Returns labels as Jira takes them: blanks become underscores. */
export function labelsOf(labels: readonly string[]): string[] {
  const names = labels.map((label) => labelText(label, labelLimit).replace(/\s+/g, '_'))
  return [...new Set(names)].filter(Boolean)
}

/** Returns the labels of a new issue: those of the draft and our marker. */
export function markedLabels(labels: readonly string[], key: string): string[] {
  return [...labelsOf(labels), markLabel(key)]
}

/** Returns the description. Its last paragraph says what Jira could not take elsewhere. */
export function descriptionOf(
  markdown: string,
  leftOut: readonly string[],
): { document: AdfDocument; cut: boolean } {
  const end = leftOut.length > 0 ? [emphasized(leftOutWords + leftOut.join('; '))] : []
  return withEnd(markdown, end)
}

/** Returns the text of a comment. */
export function commentOf(markdown: string): { document: AdfDocument; cut: boolean } {
  return markdownToAdf(markdown, textLimit, 'This comment was too long for Jira.')
}

/** What an update does to a description. */
export interface DescriptionChange {
  /** The description to write, or null if there is nothing to write. */
  readonly document: AdfDocument | null
  /** Whether the new text is there, or is written now, and did not fit. */
  readonly cut: boolean
}

/**
 * Returns what to write if Jira still has the words that were written last, `was`. Our own last
 * paragraph stays. Parses each of the two texts once at most.
 */
export function newDescription(current: unknown, was: string, now: string): DescriptionChange {
  const end = ourEnd(current)
  const next = withEnd(now, end)
  const before = was === now ? next : withEnd(was, end)
  const text = adfText(current)
  if (text !== adfText(before.document)) {
    return { document: null, cut: next.cut && text === adfText(next.document) }
  }
  const isSame = JSON.stringify(before.document) === JSON.stringify(next.document)
  return { document: isSame ? null : next.document, cut: next.cut }
}

function withEnd(markdown: string, end: AdfDocument['content']) {
  const { document, cut } = markdownToAdf(
    markdown,
    textLimit - JSON.stringify(end).length,
    'This text was too long for Jira. The whole of it is attached.',
  )
  return { document: { ...document, content: [...document.content, ...end] }, cut }
}

/** The paragraph at the end that says what Jira could not take, if there is one. */
function ourEnd(document: unknown): AdfDocument['content'] {
  const content = (document as AdfDocument | null)?.content
  const last = Array.isArray(content) ? content.at(-1) : undefined
  return last && adfText(last).startsWith(leftOutWords.trim()) ? [last] : []
}

function emphasized(text: string): AdfDocument['content'][number] {
  return { type: 'paragraph', content: [{ type: 'text', text, marks: [{ type: 'em' }] }] }
}
