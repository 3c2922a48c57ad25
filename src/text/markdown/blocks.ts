import { isObeyed } from './html.ts'

/**
 * A stretch of Markdown that stands by itself. `shown` is HTML that must not be obeyed and ends after its `<`.
 * `unclosed` is what would close a fence that runs to the end of the text.
 */
export interface Block {
  readonly kind: 'fence' | 'html' | 'shown' | 'prose'
  readonly end: number
  readonly unclosed: string
}

/** Prose is cut after about this many characters, as parsing takes more than linear time. */
const windowSize = 2048

const lineEnd = '(?=[\\r\\n]|$)'
const blankLine = new RegExp(`[ \\t]*${lineEnd}`, 'y')
const bullet = /[-*+] [a-z\d`]/iy
const fence = new RegExp(` {0,3}(?:(\`{3,})[^\`\\r\\n]*|(~{3,})[^\\r\\n]*)${lineEnd}`, 'y')
const fenceEnd = new RegExp(` {0,3}(\`{3,}|~{3,})[ \\t]*${lineEnd}`, 'y')

const flowTags = `address article aside base basefont blockquote body caption center col colgroup dd
  details dialog dir div dl dt fieldset figcaption figure footer form frame frameset h[1-6] head
  header hr html iframe legend li link main menu menuitem nav noframes ol optgroup option p param
  search section source summary table tbody td tfoot th thead title tr track ul`.replace(
  /\s+/g,
  '|',
)
const rawTags = 'pre|script|style|textarea'
const htmlStart = new RegExp(
  ` {0,3}<(?:\\?|!(?:--|\\[CDATA\\[|[a-z])|(?:${rawTags})(?:[\\t >]|${lineEnd})|` +
    `/?(?:${flowTags})(?:[\\t >]|/>|${lineEnd}))`,
  'iy',
)

/**
 * The block that a text begins with. Fences and HTML are told by their first line, as in
 * https://spec.commonmark.org/0.31.2/#leaf-blocks; prose is all else, and may hold either where it is indented.
 */
export function firstBlock(text: string): Block {
  const opening = matchAt(fence, text, 0)
  if (opening) return fenced(text, opening[1] ?? opening[2] ?? '')
  if (!matchAt(htmlStart, text, 0)) return { kind: 'prose', end: proseEnd(text), unclosed: '' }
  const less = text.indexOf('<')
  const end = isObeyed(text, less) ? htmlEnd(text) : 0
  if (!isObeyed(text, less, end)) return { kind: 'shown', end: less + 1, unclosed: '' }
  return { kind: 'html', end, unclosed: '' }
}

/** Where the first line begins that is not blank. */
export function skipBlank(text: string): number {
  let line = 0
  while (line < text.length && matchAt(blankLine, text, line)) line = lineAfter(text, line)
  return line
}

/** Whether a line that opens a fence begins at `index`. */
export function isFence(text: string, index: number): boolean {
  return matchAt(fence, text, index) !== null
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
  let blank = false
  for (let line = lineAfter(text, 0); line < text.length; line = lineAfter(text, line)) {
    const indented = text[line] === ' ' || text[line] === '\t'
    if (!indented && (isFence(text, line) || matchAt(htmlStart, text, line))) return line
    const wasBlank = blank
    blank = matchAt(blankLine, text, line) !== null
    if (line < windowSize || blank || indented) continue
    if (wasBlank || matchAt(bullet, text, line)) return line
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
