import type { Piece } from '../markdown/html.ts'
import { readShown, type Shown } from './shown.ts'

/**
 * `@name`, `user@commit`, `#12` and `GH-12`, each up to the character after which it is broken. An
 * `@` within a word stays, except after a reference without semicolon, which HTML decodes
 * (`&nbsp@name`), and after an e-mail address.
 * https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
const mention =
  /(?:(?<![a-z\d])|(?<=&[a-z\d]{2,8}|@[-.\w]+))@(?=\0*[a-z\d])|@(?=[\da-f]{7,40}(?![a-z\d]))|#(?=\0*\d)|g\0*h\0*\\?-(?=\0*\d)/gi

/** Our own marker. */
const marker = /lockstep:(?=[\da-f-]{8})/gi

/** Returns where to break names, references and markers, so that no tracker sees them. */
export function mentionsIn({ text, ends }: Shown): number[] {
  return [...text.matchAll(mention), ...text.matchAll(marker)].map(
    ({ index, 0: found }) => ends[index + found.length - 1] as number,
  )
}

/** In the shown text: a tag, which shows nothing, and what is neither text nor tag. */
const nothing = '\0'
const something = '\uFFFC'

/** Returns what a reader sees of the first `end` characters of a source with these pieces. */
export function shownText(source: string, end: number, pieces: readonly Piece[]): Shown {
  const shown: Shown = { text: '', ends: [] }
  let at = 0
  for (const piece of pieces) {
    readShown(source, at, piece.start, 'markdown', shown)
    if (piece.kind === 'raw') readShown(source, piece.start, piece.end, 'html', shown)
    else {
      shown.text += piece.kind === 'tag' ? nothing : something
      shown.ends.push(piece.end)
    }
    at = piece.end
  }
  readShown(source, at, end, 'markdown', shown)
  return shown
}
