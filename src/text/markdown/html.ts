/**
 * A stretch of source that is not plain Markdown text: `kept` is left as it is (code, addresses), `tag` shows nothing,
 * `raw` is HTML's text. What lies between two pieces is Markdown's text.
 */
export interface Piece {
  readonly kind: 'kept' | 'tag' | 'raw'
  readonly start: number
  readonly end: number
}

/** What a source consists of. `escapes` are the `<` to show instead of obey, `pre` is where the first `<pre>` begins. */
export interface Markup {
  readonly pieces: Piece[]
  readonly escapes: number[]
  pre: number | null
}

const blank = '[\\t\\n\\f\\r ]'
const value = `"[^"]*"|'[^']*'|[^\\t\\n\\f\\r "'<>\`=][^\\t\\n\\f\\r "'<>\`]*`
const attribute = `${blank}+[^\\t\\n\\f\\r "'<>/=]+(?:${blank}*=${blank}*(?:${value}))?`
const openTag = `([a-z][^\\t\\n\\f\\r "'<>/=\`]*)(?:${attribute})*${blank}*/?`
const wholeTag = new RegExp(`<(?:/([a-z][a-z\\d-]*)${blank}*|${openTag})>`, 'iy')

/**
 * Elements that swallow what follows, or that drop the elements in them and so bare the code: GitHub's tagfilter
 * (https://github.github.com/gfm/#disallowed-raw-html-extension-) and more of that kind. `search` and `source` begin an
 * HTML block in some versions of CommonMark only.
 */
const refused = new Set(
  `script style textarea title xmp iframe noembed noframes plaintext template select frameset svg
  math listing search source`.split(/\s+/),
)

/** A whole tag at `index`, as both HTML and CommonMark read it, or null. */
export function tagAt(source: string, index: number) {
  wholeTag.lastIndex = index
  const match = wholeTag.exec(source)
  if (!match) return null
  const name = (match[1] ?? match[2] ?? '').toLowerCase()
  return { name, close: match[1] !== undefined, end: wholeTag.lastIndex }
}

/** Whether the `<` at `index` begins a tag that may stand and ends by `end`. */
export function isObeyed(source: string, index: number, end = source.length): boolean {
  const tag = tagAt(source, index)
  return tag !== null && tag.end <= end && !refused.has(tag.name)
}

/** Reads HTML into `into`, up to the first `<pre>`: half tags, comments and what is refused become escapes. */
export function readHtml(source: string, start: number, end: number, into: Markup): void {
  let text = start
  for (let at = source.indexOf('<', start); at >= 0 && at < end; at = source.indexOf('<', at)) {
    const tag = isObeyed(source, at, end) ? tagAt(source, at) : null
    if (!tag) {
      if (/[a-z/!?]/i.test(source.charAt(at + 1))) into.escapes.push(at)
      at += 1
      continue
    }
    if (at > text) into.pieces.push({ kind: 'raw', start: text, end: at })
    text = tag.end
    if (tag.name === 'pre' && !tag.close) into.pre = at
    if (into.pre !== null) return
    into.pieces.push({ kind: 'tag', start: at, end: text })
    at = text
  }
  if (end > text) into.pieces.push({ kind: 'raw', start: text, end })
}

/** How many elements such as `<b>`, which HTML opens again in every paragraph until they are closed, are open at most. */
export function openFormatting(source: string): number {
  const open = new Map<string, number>()
  let most = 0
  for (const { index } of source.matchAll(
    /<\/?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]/gi,
  )) {
    const tag = tagAt(source, index)
    if (!tag) continue
    const count = Math.max(0, (open.get(tag.name) ?? 0) + (tag.close ? -1 : 1))
    open.set(tag.name, count)
    most = Math.max(most, count)
  }
  return most
}

/** The same pieces, with what stands alone in a `<code>` kept: GitHub looks for no names in it either. */
export function keepCode(source: string, pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = []
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] as Piece
    all.push(piece)
    const close = piece.kind === 'tag' ? closingCode(source, pieces, index) : null
    if (close === null) continue
    all.push({ kind: 'kept', start: piece.end, end: (pieces[close] as Piece).start })
    index = close - 1
  }
  return all
}

/** Only within a line and a table's cell: past those a renderer may have closed the element. */
function closingCode(source: string, pieces: readonly Piece[], index: number): number | null {
  const open = pieces[index] as Piece
  if (!isTag(source, open, 'code', false)) return null
  let next = index + 1
  while (next < pieces.length && pieces[next]?.kind !== 'tag') next += 1
  const close = pieces[next]
  if (!close || !isTag(source, close, 'code', true)) return null
  return /[\n|]/.test(source.slice(open.end, close.start)) ? null : next
}

function isTag(source: string, { start }: Piece, name: string, close: boolean): boolean {
  const tag = tagAt(source, start)
  return tag?.name === name && tag.close === close
}
