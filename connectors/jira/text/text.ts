import { labelText, oneLine } from '../../../src/text/truncate.ts'
import type { AdfDocument } from '../adf/document.ts'
import { adfText } from '../adf/from/adf-text.ts'
import { cloud } from '../dialect/cloud.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { markLabel } from '../issues/marker.ts'
import {
  documentWithin,
  markdownToAdf,
  type ReadText,
  readWithin,
  type Written,
} from './markdown-to-adf.ts'

/** The most characters of a summary, which has one line. */
const summaryLimit = 255
/** The most characters of a label. None may be blank. */
const labelLimit = 255
/** The most of a description or a comment. https://support.atlassian.com/jira/kb/jira-limits/ */
const textLimit = 32_767

/** No text that Jira refuses is that long. */
const minLimit = 2000

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

/** A description: its text, its footer, and the fields that Jira did not take, which its last line names. */
export interface Description {
  readonly body: string
  readonly footer?: string | undefined
  readonly leftOut?: readonly string[] | undefined
}

type Measure = Pick<Dialect, 'sizeOf'>

/** Returns the description. Its text is cut if it is too long. */
export function descriptionOf(
  { body, footer = '', leftOut = [] }: Description,
  measure: Measure = cloud,
): Written {
  const end = [
    ...(footer ? markdownToAdf(footer, textLimit, '').document.content : []),
    ...(leftOut.length > 0 ? [emphasized(leftOutWords + leftOut.join('; '))] : []),
  ]
  const read = readWithin(body, textLimit - JSON.stringify(end).length)
  return fitting((limit) => withEnd(read, end, limit), measure)
}

/** Returns the text of a comment. */
export function commentOf(markdown: string, measure: Measure = cloud): Written {
  const note = 'This comment was too long for Jira.'
  const read = readWithin(markdown, textLimit)
  return fitting((limit) => documentWithin(read, limit, note), measure)
}

/** Writes with less room until the text fits in the notation that Jira keeps it in. */
function fitting(write: (limit: number) => Written, { sizeOf }: Measure): Written {
  let limit = textLimit
  for (;;) {
    const written = write(limit)
    const size = sizeOf(written.document)
    if (size <= textLimit || limit < minLimit) return written
    limit = Math.min(limit - 500, Math.floor((limit * textLimit) / size))
  }
}

/** The words of a description, in which it is compared. What Jira could not take elsewhere is not among them. */
export function bodyForm(document: unknown): string {
  const content = (document as AdfDocument | null)?.content
  const last = Array.isArray(content) ? content.at(-1) : undefined
  const isNote = last && adfText(last).startsWith(leftOutWords.trim())
  return adfText(
    isNote ? { ...(document as AdfDocument), content: content?.slice(0, -1) } : document,
  )
}

function withEnd(read: ReadText, end: AdfDocument['content'], limit: number): Written {
  const { document, cut } = documentWithin(
    read,
    limit - JSON.stringify(end).length,
    'This text was too long for Jira. The whole of it is attached.',
  )
  return { document: { ...document, content: [...document.content, ...end] }, cut }
}

function emphasized(text: string): AdfDocument['content'][number] {
  return { type: 'paragraph', content: [{ type: 'text', text, marks: [{ type: 'em' }] }] }
}
