// One file: GitHub's departures from CommonMark, each a rule of markdown-it.

import MarkdownIt from 'markdown-it'
import type StateBlock from 'markdown-it/lib/rules_block/state_block.mjs'
import type StateCore from 'markdown-it/lib/rules_core/state_core.mjs'
import type StateInline from 'markdown-it/lib/rules_inline/state_inline.mjs'
import { deepest, type Meter, spend, TooMuchWork } from './meter.ts'
import { flowTags, shownTagAt, type Tag, tagAt } from './tags.ts'

/** What each rule of the parser finds in its `env`. */
export interface ParserEnv {
  readonly meter: Meter
  /** Lines of a paragraph that would end it if all in angle brackets were HTML. */
  readonly hidden?: Set<number>
  /** Set while the lines of a footnote are read. */
  inFootnote?: boolean
}

const flowStart = new RegExp(`^</?(?:${flowTags})(?=[\\t >]|/>|$)`, 'i')
const preStart = /^<pre(?=[\t >]|$)/i
const preEnd = /<\/pre>/i
const hiddenStart = /^<(?:[?!]|(?:script|style|textarea|\/?search|\/?source)(?=[\t >]|\/>|$))/i
const footnoteStart = /^\[\^[^\] \t]+\]:/

/**
 * Returns a CommonMark parser with GitHub's tables and strikethrough. It takes for HTML only tags
 * that every tracker shows, and it throws TooMuchWork past its meter: in its `env`, a ParserEnv.
 */
export function createParser(): MarkdownIt {
  const parser = new MarkdownIt({ html: true })
  parser.core.ruler.at('normalize', normalize)
  const everywhere = { alt: ['paragraph', 'reference', 'blockquote', 'list'] }
  parser.block.ruler.before('table', 'meter', meterLine, everywhere)
  const inText = { alt: ['paragraph', 'reference', 'blockquote'] }
  parser.block.ruler.before('reference', 'footnote', footnote, inText)
  parser.block.ruler.at('html_block', htmlBlock, inText)
  parser.inline.ruler.before('text', 'meter', meterInline)
  parser.inline.ruler.at('html_inline', htmlInline)
  return parser
}

/** Most texts are as this leaves them, and to replace each end of a line by the same would copy them. */
function normalize(state: StateCore): void {
  if (/[\r\0]/.test(state.src))
    state.src = state.src.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd')
}

/** Each try at a line costs. A table's rows are many tokens for few characters. */
function meterLine(state: StateBlock, line: number): boolean {
  if (state.level > deepest) throw new TooMuchWork()
  const { meter } = state.env as ParserEnv
  const length = (state.eMarks[line] ?? 0) - (state.bMarks[line] ?? 0)
  spend(meter, 1 + length / 300)
  if (state.tokens.length > meter.limit) throw new TooMuchWork()
  return false
}

/** For the end of a label, the parser looks through the rest of the text. */
function meterInline(state: StateInline): boolean {
  const opens = state.src[state.pos] === '['
  spend((state.env as ParserEnv).meter, opens ? 1 + (state.posMax - state.pos) / 300 : 1)
  return false
}

/** A footnote's text is a paragraph: as the definition of a link it would vanish. */
function footnote(state: StateBlock, line: number, end: number, silent: boolean): boolean {
  if (!startsWith('[', state, line) || isIndented(state, line)) return false
  if (!footnoteStart.test(textAt(state, line))) return false
  if (silent) return true
  const env = state.env as ParserEnv
  env.inFootnote = true
  const rules = state.md.block.ruler.getRules('').slice(-2)
  const isRead = rules.some((rule) => rule(state, line, end, false))
  env.inFootnote = false
  return isRead
}

function htmlBlock(state: StateBlock, line: number, end: number, silent: boolean): boolean {
  const start = startOf(state, line)
  if (!startsWith('<', state, line) || isIndented(state, line)) return false
  const text = textAt(state, line)
  const isPre = preStart.test(text)
  const interrupts = isPre || flowStart.test(text)
  if (silent && !interrupts && isLazy(state, line) && isTagAlone(tagAt(text, 0), text)) {
    ;(state.env as ParserEnv).hidden?.add(start)
    return false
  }
  const next =
    interrupts || isTagAlone(shownTagAt(text, 0), text) ? htmlEnd(state, line, end, isPre) : line
  spend((state.env as ParserEnv).meter, (next - line) / 3)
  const content = state.getLines(line, next, state.blkIndent, true).trimStart()
  if (!shownTagAt(content, 0)) {
    if (silent && (interrupts || hiddenStart.test(text)))
      (state.env as ParserEnv).hidden?.add(start)
    return false
  }
  if (silent) return interrupts
  state.line = next
  const token = state.push('html_block', '', 0)
  token.map = [line, next]
  token.content = content
  return true
}

function htmlEnd(state: StateBlock, line: number, end: number, isPre: boolean): number {
  for (let next = line; next < end; next += 1) {
    const text = textAt(state, next)
    const isOutside = next > line && (state.sCount[next] ?? 0) < state.blkIndent
    if (isPre && preEnd.test(text)) return next + 1
    if (isPre ? isOutside && text !== '' : isOutside || text === '') return next
  }
  return end
}

/** To GitHub, a tag alone ends a table, and a quote, an item or a footnote that the line is not marked for. */
function isLazy(state: StateBlock, line: number): boolean {
  const isOutside = (state.sCount[line] ?? 0) < state.blkIndent
  // The library's types leave out the table.
  const parent: string = state.parentType
  const isEnded = parent === 'blockquote' || parent === 'table'
  return isOutside || isEnded || (state.env as ParserEnv).inFootnote === true
}

function isTagAlone(tag: Tag | null, text: string): boolean {
  return tag !== null && text.slice(tag.end).trim() === ''
}

function htmlInline(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '<') return false
  const comment = commentEnd(state.src, state.pos)
  if (comment === 0) spend((state.env as ParserEnv).meter, (state.posMax - state.pos) / 250)
  const end = comment || shownTagAt(state.src, state.pos, state.posMax)?.end
  if (!end || end > state.posMax) return false
  if (!silent) state.push('html_inline', '', 0).content = state.src.slice(state.pos, end)
  state.pos = end
  return true
}

/** Returns where the comment at `index` ends, or 0 if it has no end. */
export function commentEnd(source: string, index: number): number {
  if (!source.startsWith('<!--', index)) return 0
  const end = source.indexOf('-->', index + 4)
  return end < 0 ? 0 : end + 3
}

function textAt(state: StateBlock, line: number): string {
  return state.src.slice(startOf(state, line), state.eMarks[line])
}

function startsWith(sign: string, state: StateBlock, line: number): boolean {
  return state.src[startOf(state, line)] === sign
}

function startOf(state: StateBlock, line: number): number {
  return (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0)
}

function isIndented(state: StateBlock, line: number): boolean {
  return (state.sCount[line] ?? 0) - state.blkIndent >= 4
}
