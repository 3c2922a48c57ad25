import type { Range } from './address.ts'
import { opensHtml, shownTagAt, tagAt } from './tags.ts'

/**
 * A stretch of source that is not plain Markdown text: `kept` is left as it is (code, addresses),
 * `tag` shows nothing, `raw` is HTML's text. What lies between two pieces is Markdown's text.
 */
export interface Piece extends Range {
  readonly kind: 'kept' | 'tag' | 'raw'
}

/**
 * What a source consists of. `escapes` are the `<` to show as text, `breaks` are where a definition
 * is kept from being one, and `pre` is where the first `<pre>` begins.
 */
export interface Markup {
  readonly pieces: Piece[]
  readonly addresses: Range[]
  readonly escapes: number[]
  readonly breaks: number[]
  /** Where a definition is followed by text, which to another parser goes on with it. */
  readonly gaps: number[]
  /** What says that a fence is to be drawn. */
  readonly infos: Range[]
  pre: number | null
}

/** Returns markup without anything in it. */
export function noMarkup(): Markup {
  return { pieces: [], addresses: [], escapes: [], breaks: [], gaps: [], infos: [], pre: null }
}

/** Reads HTML into `into`, up to the first `<pre>`. What is no tag of those shown becomes text. */
export function readHtml(source: string, start: number, end: number, into: Markup): void {
  let text = start
  for (let at = source.indexOf('<', start); at >= 0 && at < end; at = source.indexOf('<', at)) {
    const tag = shownTagAt(source, at, end)
    if (!tag) {
      if (opensHtml(source, at)) into.escapes.push(at)
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

/** Returns the pieces with text alone in a `<code>` kept: GitHub looks for no names in it. */
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
