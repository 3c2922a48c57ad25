import type { AdfMark, AdfNode } from '../../adf/document.ts'
import { readAddress, readLink, readPicture } from './links.ts'
import { marksBySign, readBraced, readCode, readColour, readMarked } from './marks.ts'
import { addText, type Reader, type Reading } from './reading.ts'

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: '\u00A0',
}

/** By the sign that a piece begins with. The first reader that takes it decides. */
const readers: Readonly<Record<string, readonly Reader[]>> = {
  '\n': [readBreak],
  '\\': [readBreak, readEscape],
  '&': [readEntity],
  '{': [readCode, readBraced, readColour],
  '[': [readLink],
  '!': [readPicture],
  h: [readAddress],
  ...Object.fromEntries(Object.keys(marksBySign).map((sign) => [sign, [readMarked]])),
}

/** Returns the text of a paragraph. A line end is a line break. */
export function readInline(text: string, marks: readonly AdfMark[] = []): AdfNode[] {
  const reading: Reading = { nodes: [], marks, absent: new Set(), inner: readInline }
  let start = 0
  for (let at = 0; at < text.length; ) {
    const before = reading.nodes.length
    const end = pieceAt(text, at, reading)
    if (end === null) {
      at += 1
      continue
    }
    const made = reading.nodes.splice(before)
    addText(reading, text.slice(start, at))
    reading.nodes.push(...made)
    at = end
    start = end
  }
  addText(reading, text.slice(start))
  return reading.nodes
}

function pieceAt(text: string, at: number, reading: Reading): number | null {
  for (const read of readers[text[at] ?? ''] ?? []) {
    const end = read(text, at, reading)
    if (end !== null) return end
  }
  return null
}

function readBreak(text: string, at: number, { nodes }: Reading): number | null {
  const [found] = /^(?:\\\\[ \t]*\n?|\n)/.exec(text.slice(at, at + 8)) ?? []
  if (found === undefined) return null
  nodes.push({ type: 'hardBreak' })
  return at + found.length
}

function readEscape(text: string, at: number, reading: Reading): number | null {
  const sign = text[at + 1] ?? ''
  if (!/^[^a-z\d\s]$/i.test(sign)) return null
  addText(reading, sign)
  return at + 2
}

function readEntity(text: string, at: number, reading: Reading): number | null {
  const [all, name = '', decimal, hex] =
    /^&(?:([a-z]+)|#(\d{1,7})|#x([\da-f]{1,6}));/i.exec(text.slice(at, at + 12)) ?? []
  const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)
  const sign =
    entities[name.toLowerCase()] ?? (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '')
  if (!all || !sign) return null
  addText(reading, sign.toWellFormed())
  return at + all.length
}
