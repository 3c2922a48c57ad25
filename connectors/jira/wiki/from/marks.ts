import { type AdfMark, textNode } from '../../adf/document.ts'
import { find, type Reading } from './reading.ts'

/** The mark for each sign that may stand on both sides of a text. */
export const marksBySign: Readonly<Record<string, AdfMark>> = {
  '*': { type: 'strong' },
  _: { type: 'em' },
  '-': { type: 'strike' },
  '+': { type: 'underline' },
  '^': { type: 'subsup', attrs: { type: 'sup' } },
  '~': { type: 'subsup', attrs: { type: 'sub' } },
}

/** Nested deeper than this, signs are text. */
const maxMarks = 12

/** `{{code}}` */
export function readCode(text: string, at: number, reading: Reading): number | null {
  if (!text.startsWith('{{', at)) return null
  const end = find(text, '}}', at + 2, reading)
  if (end <= at + 2) return null
  const shown = reading.inner(text.slice(at + 2, end)).map(({ text: part = ' ' }) => part)
  reading.nodes.push(textNode(shown.join(''), [...reading.marks, { type: 'code' }]))
  return end + 2
}

/** `{*}bold{*}`, which may stand within a word. */
export function readBraced(text: string, at: number, reading: Reading): number | null {
  const [open, sign = ''] = /^\{([*_+^~-])\}/.exec(text.slice(at, at + 3)) ?? []
  const mark = marksBySign[sign]
  if (!open || !mark || reading.marks.length >= maxMarks) return null
  const end = find(text, open, at + 3, reading)
  if (end < 0) return null
  reading.nodes.push(...reading.inner(text.slice(at + 3, end), [...reading.marks, mark]))
  return end + 3
}

/** `*bold*`, which begins and ends with a word. */
export function readMarked(text: string, at: number, reading: Reading): number | null {
  const sign = text[at] ?? ''
  const mark = marksBySign[sign]
  const isInWord = /[\p{L}\p{N}\\]/u.test(text[at - 1] ?? ' ')
  if (!mark || isInWord || /\s/.test(text[at + 1] ?? ' ') || reading.marks.length >= maxMarks)
    return null
  const end = find(text, sign, at + 2, reading)
  const isEnd =
    end > 0 && !/[\s\\]/.test(text[end - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(text[end + 1] ?? ' ')
  if (!isEnd || text.slice(at, end).includes('\n')) return null
  reading.nodes.push(...reading.inner(text.slice(at + 1, end), [...reading.marks, mark]))
  return end + 1
}

/** A colour says nothing that Markdown could. */
export function readColour(text: string, at: number): number | null {
  const [found] = /^\{color(?::[^{}\n]{0,40})?\}/.exec(text.slice(at, at + 48)) ?? []
  return found ? at + found.length : null
}
