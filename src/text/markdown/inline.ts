// One file: one reader, whose signs hand its place on to each other.

import { addressAt, type Range } from './address.ts'
import { runAt, runsOf } from './backticks.ts'
import { linkAt } from './link-target.ts'
import { endOf } from './match.ts'
import { type Meter, spend } from './meter.ts'
import { opensHtml, shownTagAt, type Tag } from './tags.ts'

/** What stands in a line of text that is not text. */
export interface InlineVisitor {
  /** Code: nothing in it is changed. */
  code(range: Range): void
  /** An address: bare, in angle brackets, or where a link leads. */
  address(range: Range): void
  /** A tag. Reading stops there if this returns false. */
  tag(start: number, tag: Tag): boolean
  /** A `<` that some renderer could take for HTML. */
  escape(index: number): void
}

interface Bracket {
  readonly image: boolean
  active: boolean
}

/** The place in a text, and what may still be closed. */
interface Reader {
  readonly text: string
  readonly meter: Meter
  at: number
  readonly brackets: Bracket[]
  /** How many of them are active: within them no bare address is linked. */
  active: number
  /** Where runs of backticks begin, by their length. */
  ticks: Map<number, number[]> | null
}

const special = /[\\`<\]:w]|!?\[/g
const autolink =
  /<(?:(?:https?|ftp|mailto):[^\s<>]*|[\w.!#$%&'*+/=?^`{|}~-]*[\w.+-]@[a-z\d](?:[a-z\d.-]*[a-z\d])?)>/iy

/**
 * Reads the text of a paragraph, a heading or a cell in one pass, as GitHub's own parser does:
 * what comes first wins, and what is in a link's parentheses is no Markdown.
 */
export function readInline(text: string, visitor: InlineVisitor, meter: Meter): void {
  const reader: Reader = { text, meter, at: 0, brackets: [], active: 0, ticks: null }
  for (let match = next(reader); match; match = next(reader)) {
    if (!readSpecial(reader, match[0], match.index, visitor)) return
  }
}

function next({ text, at }: Reader): RegExpExecArray | null {
  special.lastIndex = at
  return special.exec(text)
}

/** Reads what begins at `index`. Returns false if that is the end. */
function readSpecial(reader: Reader, sign: string, index: number, visitor: InlineVisitor): boolean {
  reader.at = index + sign.length
  spend(reader.meter, 0.3)
  if (sign === '<') return readAngle(reader, index, visitor)
  if (sign === '\\') reader.at += /[!-/:-@[-`{-~]/.test(reader.text.charAt(index + 1)) ? 1 : 0
  else if (sign === '`') readTicks(reader, index, visitor)
  else if (sign === ']') closeBracket(reader, visitor)
  else if (sign.endsWith('[')) openBracket(reader, sign)
  else readAddress(reader, index, visitor)
  return true
}

function readAngle(reader: Reader, index: number, visitor: InlineVisitor): boolean {
  const { text } = reader
  const end = endOf(autolink, text, index)
  if (end > 0) {
    reader.at = end
    visitor.address({ start: index, end })
    return true
  }
  const tag = shownTagAt(text, index)
  if (tag) {
    reader.at = tag.end
    return visitor.tag(index, tag)
  }
  if (opensHtml(text, index)) visitor.escape(index)
  return true
}

function readTicks(reader: Reader, index: number, visitor: InlineVisitor): void {
  const length = runAt(reader.text, index)
  reader.ticks ??= runsOf(reader.text)
  const runs = reader.ticks.get(length) ?? []
  while (runs.length > 0 && (runs.at(-1) as number) < index + length) runs.pop()
  const close = runs.at(-1)
  reader.at = (close ?? index) + length
  if (close !== undefined) visitor.code({ start: index, end: close + length })
}

function openBracket(reader: Reader, sign: string): void {
  const image = sign === '![' && reader.text[reader.at] !== '^'
  reader.brackets.push({ image, active: true })
  reader.active += 1
}

function closeBracket(reader: Reader, visitor: InlineVisitor): void {
  const bracket = reader.brackets.pop()
  if (!bracket?.active) return
  reader.active -= 1
  const link = linkAt(reader.text, reader.at)
  if (!link) return
  reader.at = link.end
  visitor.address(link.address)
  if (!bracket.image) deactivate(reader)
}

/** No link is in another. */
function deactivate(reader: Reader): void {
  for (let index = reader.brackets.length - 1; index >= 0; index -= 1) {
    const bracket = reader.brackets[index] as Bracket
    if (bracket.image) continue
    if (!bracket.active) return
    bracket.active = false
    reader.active -= 1
  }
}

function readAddress(reader: Reader, index: number, visitor: InlineVisitor): void {
  const address = reader.active > 0 ? null : addressAt(reader.text, index, reader.meter)
  if (!address || address.end <= index) return
  reader.at = address.end
  visitor.address(address)
}
