import { flowTags, shownTagAt } from './tags.ts'

/**
 * A stretch of Markdown that stands by itself. `unclosed` is what would close a fence that runs to
 * the end of the text.
 */
export interface Block {
  readonly kind: 'fence' | 'html' | 'prose'
  readonly end: number
  readonly unclosed: string
}

/** Prose is read in parts of about this many characters. */
const windowSize = 2048

const lineEnd = '(?=[\\r\\n]|$)'
const blankLine = new RegExp(`[ \\t]*${lineEnd}`, 'y')
const bullet = /[-*+] [a-z\d`]/iy
const fence = new RegExp(` {0,3}(?:(\`{3,})[^\`\\r\\n]*|(~{3,})[^\\r\\n]*)${lineEnd}`, 'y')
const fenceEnd = new RegExp(` {0,3}(\`{3,}|~{3,})[ \\t]*${lineEnd}`, 'y')

const htmlStart = new RegExp(
  ` {0,3}<(?:pre(?:[\\t >]|${lineEnd})|/?(?:${flowTags})(?:[\\t >]|/>|${lineEnd}))`,
  'iy',
)

/**
 * Returns the block that a text begins with. Fences and HTML are known by their first line, as in
 * https://spec.commonmark.org/0.31.2/#leaf-blocks. All else is prose, which may hold either where
 * it is indented.
 */
export function firstBlock(text: string): Block {
  const opening = matchAt(fence, text, 0)
  if (opening) return fenced(text, opening[1] ?? opening[2] ?? '')
  if (!isHtml(text, 0)) return { kind: 'prose', end: proseEnd(text), unclosed: '' }
  return { kind: 'html', end: htmlEnd(text), unclosed: '' }
}

/** Returns where the first line begins that is not blank. */
export function skipBlank(text: string): number {
  const sign = text.search(/[^ \t\n]/)
  return sign < 0 ? text.length : text.lastIndexOf('\n', sign) + 1
}

/** Whether a line that opens a fence begins at `index`. */
export function isFence(text: string, index: number): boolean {
  return matchAt(fence, text, index) !== null
}

function isHtml(text: string, index: number): boolean {
  if (!matchAt(htmlStart, text, index)) return false
  const tag = shownTagAt(text, text.indexOf('<', index))
  return tag !== null && !/\n[ \t]*\n/.test(text.slice(index, tag.end))
}

function fenced(text: string, marks: string): Block {
  for (let line = lineAfter(text, 0); line < text.length; line = lineAfter(text, line)) {
    const closing = matchAt(fenceEnd, text, line)?.[1]
    if (closing?.startsWith(marks))
      return { kind: 'fence', end: lineAfter(text, line), unclosed: '' }
  }
  return { kind: 'fence', end: text.length, unclosed: marks }
}

function htmlEnd(text: string): number {
  let line = lineAfter(text, 0)
  while (line < text.length && !matchAt(blankLine, text, line)) line = lineAfter(text, line)
  return line
}

/** Only a line at the margin surely closes every list and quote, and of those only some do. */
function proseEnd(text: string): number {
  for (let last = lineAfter(text, 0); last < text.length; ) {
    const line = last + skipBlank(text.slice(last))
    const isIndented = text[line] === ' ' || text[line] === '\t'
    if (!isIndented && (isFence(text, line) || isHtml(text, line))) return line
    const isApart = line > last || matchAt(bullet, text, line) !== null
    if (line >= windowSize && !isIndented && isApart) return line
    last = lineAfter(text, line)
  }
  return text.length
}

function lineAfter(text: string, index: number): number {
  return text.indexOf('\n', index) + 1 || text.length
}

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index
  return pattern.exec(text)
}
