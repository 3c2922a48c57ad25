// One file: one pass over the tokens, whose parts share what has been read.

import type Token from 'markdown-it/lib/token.mjs'
import { edited } from '../edits.ts'
import { firstBlock, isFence } from './blocks.ts'
import { readDefinitions } from './definitions.ts'
import { type Markup, readHtml } from './html.ts'
import { readInline } from './inline.ts'
import { type Meter, TooMuchWork } from './meter.ts'
import { createParser, type ParserEnv } from './parser.ts'
import { type PlacedText, placeCell, placeLines } from './placed-text.ts'
import { drawnInfo, type Place } from './preformatted.ts'
import { type Reading, startOf, startReading } from './reading.ts'

/**
 * Prose taken apart. `place` is that of its `<pre>`, `fence` is where a fence begins that the prose
 * does not close, and `openHtml` says that it ends within HTML.
 */
export interface Prose extends Markup {
  readonly place: Place
  readonly fence: number | null
  readonly openHtml: boolean
}

const parser = createParser()
parser.validateLink = () => true
parser.normalizeLink = (address) => address

/** Finds code, addresses and HTML in Markdown. Throws TooMuchWork. */
export function readProse(source: string, meter: Meter): Prose {
  try {
    const { tokens, masked, hidden } = parse(source, meter)
    const reading = startReading(masked, meter)
    reading.into.escapes.push(...hidden)
    for (const token of tokens) {
      readToken(token, reading)
      if (reading.into.pre !== null) break
    }
    if (reading.into.pre === null) readDefinitions(reading, reading.lines.length - 1)
    return { ...reading.into, ...ending(tokens, reading), place: placeOf(reading) }
  } catch (error) {
    // The stack ends before what nests deepest does.
    throw error instanceof RangeError ? new TooMuchWork() : error
  }
}

/**
 * Parses the source as it will be once what begins hidden HTML is text. As long as a line of a
 * paragraph begins so, a sign that means nothing takes the place of its `<`.
 */
function parse(source: string, meter: Meter) {
  const hidden: number[] = []
  let masked = source
  for (;;) {
    const tokens: Token[] = []
    const env = { meter, hidden: new Set<number>() } satisfies ParserEnv
    parser.block.parse(masked, parser, env, tokens)
    if (env.hidden.size === 0) return { tokens, masked, hidden }
    hidden.push(...env.hidden)
    const edits = Array.from(env.hidden, (at) => ({ at, drop: 1, put: '\uFFFC' }))
    masked = edited(masked, masked.length, edits)
  }
}

function readToken(token: Token, reading: Reading): void {
  if (endsFootnote.has(token.type)) reading.inFootnote = false
  if (token.type === 'blockquote_open') reading.quotes += 1
  else if (token.type === 'blockquote_close') reading.quotes -= 1
  else if (token.type === 'list_item_open') reading.items.push(token.map?.[0] ?? 0)
  else if (token.type === 'list_item_close') reading.items.pop()
  else if (token.type === 'tr_open') startRow(token, reading)
  else if (token.type === 'inline') readText(token, reading)
  else if (token.map && isLeaf(token)) readBlock(token, token.map, reading)
}

/** What begins at the margin ends a footnote. */
const endsFootnote = new Set(['blockquote_open', 'list_item_open', 'hr'])

function isLeaf({ type }: Token): boolean {
  return type === 'fence' || type === 'code_block' || type === 'html_block'
}

function startRow({ map }: Token, reading: Reading): void {
  reading.row = map ?? reading.row
  reading.cell = startOf(reading, reading.row[0])
}

function readBlock({ type }: Token, map: readonly [number, number], reading: Reading): void {
  const { source, into } = reading
  const isText = readDefinitions(reading, map[0]) || reading.inFootnote
  const start = startOf(reading, map[0])
  const end = startOf(reading, map[1])
  reading.line = map[1]
  if (type === 'html_block') readHtml(source, start, end, into)
  else if (type === 'fence' || !isText) into.pieces.push({ kind: 'kept', start, end })
  const info = type === 'fence' ? drawnInfo(source.slice(start, end)) : null
  if (info) into.infos.push({ start: start + info.start, end: start + info.end })
  if (type !== 'code_block') reading.inFootnote = false
}

function readText({ content, map }: Token, reading: Reading): void {
  const [first, last] = map ?? reading.row
  readDefinitions(reading, first)
  reading.line = last
  reading.inFootnote = /^\[\^[^\]]+\]:/.test(content)
  const placed = map
    ? placeLines(content, reading.source, reading.lines.slice(first, last + 1))
    : placeCell(content, reading.source, reading.cell)
  if (!placed) return
  if (!map) reading.cell = placed.placeOf({ start: 0, end: placed.text.length }).end
  readPlaced(placed, reading)
}

function readPlaced({ text, placeOf }: PlacedText, { into, meter }: Reading): void {
  const visitor = {
    code: (range) => into.pieces.push({ kind: 'kept', ...placeOf(range) }),
    address(range) {
      into.pieces.push({ kind: 'kept', ...placeOf(range) })
      into.addresses.push(placeOf(range))
    },
    escape: (index) => into.escapes.push(placeOf({ start: index, end: index + 1 }).start),
    tag(start, { name, close, end }) {
      const place = placeOf({ start, end })
      if (name === 'pre' && !close) into.pre = place.start
      else into.pieces.push({ kind: 'tag', ...place })
      return into.pre === null
    },
  } satisfies Parameters<typeof readInline>[1]
  readInline(text, visitor, meter)
}

function ending(tokens: readonly Token[], reading: Reading): Pick<Prose, 'fence' | 'openHtml'> {
  const last = tokens.at(-1)
  const start = startOf(reading, last?.map?.[0] ?? 0)
  const open = start > 0 && last?.type === 'fence' && isFence(reading.source, start)
  return {
    fence: open && firstBlock(reading.source.slice(start)).unclosed ? start : null,
    openHtml: last?.type === 'html_block' && last.map?.[1] === reading.lines.length - 1,
  }
}

/** Returns how many quotes are open, and how far the list item is indented by its first line. */
function placeOf({ source, lines, quotes, items }: Reading): Place {
  const line = items.at(-1)
  if (line === undefined) return { quotes, indent: 0 }
  const text = source.slice(lines[line], lines[line + 1])
  const marks = /^(?:[ \t>]|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))*/.exec(text)?.[0] ?? ''
  return { quotes, indent: marks.length }
}
