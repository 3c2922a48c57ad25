import { type AdfMark, type AdfNode, textNode } from '../../adf/document.ts'
import { linkAddress } from '../../adf/link-address.ts'

/** What is read, what marks it, and what was looked for and is nowhere in the rest. */
interface Reading {
  readonly nodes: AdfNode[]
  readonly marks: readonly AdfMark[]
  readonly absent: Set<string>
}

type Reader = (text: string, at: number, reading: Reading) => number | null

const marksBySign: Readonly<Record<string, AdfMark>> = {
  '*': { type: 'strong' },
  _: { type: 'em' },
  '-': { type: 'strike' },
  '+': { type: 'underline' },
  '^': { type: 'subsup', attrs: { type: 'sup' } },
  '~': { type: 'subsup', attrs: { type: 'sub' } },
}
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

/** Nested deeper than this, signs are text. */
const maxMarks = 12

/** Returns the text of a paragraph. A line end is a line break. */
export function readInline(text: string, marks: readonly AdfMark[] = []): AdfNode[] {
  const reading: Reading = { nodes: [], marks, absent: new Set() }
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

function readCode(text: string, at: number, reading: Reading): number | null {
  if (!text.startsWith('{{', at)) return null
  const end = find(text, '}}', at + 2, reading)
  if (end <= at + 2) return null
  const shown = readInline(text.slice(at + 2, end)).map(({ text: part = ' ' }) => part)
  reading.nodes.push(textNode(shown.join(''), [...reading.marks, { type: 'code' }]))
  return end + 2
}

/** `{*}bold{*}`, which may stand within a word. */
function readBraced(text: string, at: number, reading: Reading): number | null {
  const [open, sign = ''] = /^\{([*_+^~-])\}/.exec(text.slice(at, at + 3)) ?? []
  const mark = marksBySign[sign]
  if (!open || !mark || reading.marks.length >= maxMarks) return null
  const end = find(text, open, at + 3, reading)
  if (end < 0) return null
  reading.nodes.push(...readInline(text.slice(at + 3, end), [...reading.marks, mark]))
  return end + 3
}

/** `*bold*`, which begins and ends with a word. */
function readMarked(text: string, at: number, reading: Reading): number | null {
  const sign = text[at] ?? ''
  const mark = marksBySign[sign]
  const isInWord = /[\p{L}\p{N}\\]/u.test(text[at - 1] ?? ' ')
  if (!mark || isInWord || /\s/.test(text[at + 1] ?? ' ') || reading.marks.length >= maxMarks)
    return null
  const lineEnd = text.indexOf('\n', at)
  const end = find(text, sign, at + 2, reading)
  const isEnd =
    end > 0 && !/[\s\\]/.test(text[end - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(text[end + 1] ?? ' ')
  if (!isEnd || (lineEnd >= 0 && lineEnd < end)) return null
  reading.nodes.push(...readInline(text.slice(at + 1, end), [...reading.marks, mark]))
  return end + 1
}

/** A colour says nothing that Markdown could. */
function readColour(text: string, at: number): number | null {
  const [found] = /^\{color(?::[^{}\n]{0,40})?\}/.exec(text.slice(at, at + 48)) ?? []
  return found ? at + found.length : null
}

/** `[text|address]`, `[address]`, `[~name]`: what leads nowhere is its text. */
function readLink(text: string, at: number, reading: Reading): number | null {
  const end = find(text, ']', at + 1, reading)
  const inside = text.slice(at + 1, end)
  if (end < 0 || inside === '' || /[\n[]/.test(inside)) return null
  const bar = inside.lastIndexOf('|')
  const address = linkAddress(inside.slice(bar + 1))
  if (inside.startsWith('~')) addText(reading, `@${inside.slice(1)}`)
  else if (address === null) return null
  else {
    const marks = [...reading.marks.filter(({ type }) => type !== 'link'), linkTo(address)]
    const shown =
      bar > 0 ? readInline(inside.slice(0, bar), marks) : [textNode(inside.slice(bar + 1), marks)]
    reading.nodes.push(...shown)
  }
  return end + 1
}

/** `!picture.png|width=300!` */
function readPicture(text: string, at: number, reading: Reading): number | null {
  const [found, name = ''] =
    /^!([^\s|!]{1,300})(?:\|[^\n!]{0,100})?!/.exec(text.slice(at, at + 404)) ?? []
  if (!found || !/\.\w+$/.test(name)) return null
  const address = linkAddress(name)
  reading.nodes.push(textNode(name, address ? [...reading.marks, linkTo(address)] : reading.marks))
  return at + found.length
}

function readAddress(text: string, at: number, reading: Reading): number | null {
  const [found] = /^https?:\/\/[^\s|\]{}\\]{1,2000}/.exec(text.slice(at, at + 2010)) ?? []
  const shown = found?.replace(/[.,;:!?'")*_+~^-]+$/, '') ?? ''
  const address = linkAddress(shown)
  const isLinked = reading.marks.some(({ type }) => type === 'link')
  if (!found || !address || isLinked || /\w/.test(text[at - 1] ?? ' ')) return null
  reading.nodes.push(textNode(shown, [...reading.marks, linkTo(address)]))
  return at + shown.length
}

function linkTo(href: string): AdfMark {
  return { type: 'link', attrs: { href } }
}

function addText({ nodes, marks }: Reading, text: string): void {
  if (text !== '') nodes.push(textNode(text, marks))
}

/** Where the next `sign` is, that has no backslash before it. What is not there once is not looked for again. */
function find(text: string, sign: string, from: number, { absent }: Reading): number {
  if (absent.has(sign)) return -1
  let at = text.indexOf(sign, from)
  while (at > 0 && text[at - 1] === '\\') at = text.indexOf(sign, at + 1)
  if (at < 0) absent.add(sign)
  return at
}
