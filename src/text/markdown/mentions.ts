import type { Piece } from './html.ts'
import { decodeReference } from './preformatted.ts'

/** What a reader sees of a source, and for each character where in the source it ends. */
interface Shown {
  text: string
  readonly ends: number[]
}

/** In the shown text: a tag, which shows nothing, and what is neither text nor tag. */
const nothing = '\0'
const something = '\uFFFC'

const markdownUnit = /\\[!-/:-@[-`{-~]|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]*);|[^&\\]+|[\s\S]/gi
const htmlUnit = /&(?:#\d+|#x[\da-f]+);?|&[a-z][a-z\d]*;|[^&]+|&/gi

/**
 * `@name`, `user@commit`, `#12` and `GH-12`, each up to the character after which it is broken. An `@` within a word is
 * left, except after a reference without semicolon, which HTML decodes (`&nbsp@name`), and after an e-mail address.
 * https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
const mention =
  /(?:(?<![a-z\d])|(?<=&[a-z\d]{2,8}|@[-.\w]+))@(?=\0*[a-z\d])|@(?=[\da-f]{7,40}(?![a-z\d]))|#(?=\0*\d)|g\0*h\0*\\?-(?=\0*\d)/gi

/** Where to break names and references in the first `end` characters, so that no tracker sees them. */
export function mentionsIn(source: string, end: number, pieces: readonly Piece[]): number[] {
  const { text, ends } = shownText(source, end, pieces)
  return Array.from(
    text.matchAll(mention),
    (match) => ends[match.index + match[0].length - 1] as number,
  )
}

function shownText(source: string, end: number, pieces: readonly Piece[]): Shown {
  const shown: Shown = { text: '', ends: [] }
  let at = 0
  for (const piece of pieces) {
    readText(source, at, piece.start, markdownUnit, shown)
    if (piece.kind === 'raw') readText(source, piece.start, piece.end, htmlUnit, shown)
    else show(shown, piece.kind === 'tag' ? nothing : something, piece.end, piece.end)
    at = piece.end
  }
  readText(source, at, end, markdownUnit, shown)
  return shown
}

function readText(source: string, start: number, end: number, unit: RegExp, into: Shown): void {
  if (start >= end) return
  for (const match of source.slice(start, end).matchAll(unit)) {
    const [text] = match
    const from = start + match.index
    const after = from + text.length
    if (text.length > 1 && text[0] === '&') show(into, decodeReference(text), after, after)
    else show(into, text, from + 1, after)
  }
}

/** Adds text whose characters end at `first` and on, but none later than `last`. */
function show(into: Shown, text: string, first: number, last: number): void {
  into.text += text
  for (let index = 0; index < text.length; index += 1) into.ends.push(Math.min(first + index, last))
}
