import { keepCode, type Markup, tagAt } from './html.ts'
import { mentionsIn } from './mentions.ts'

/** A text being written: how it ends so far, how many `<details>` are open in it, and the work it took. */
export interface Draft {
  readonly parts: string[]
  tail: string
  details: number
  work: number
}

/** A draft with nothing written yet. */
export function createDraft(): Draft {
  return { parts: [], tail: '', details: 0, work: 0 }
}

/** Adds a text to the draft as it is. */
export function write(draft: Draft, text: string): void {
  draft.parts.push(text)
  draft.tail = (draft.tail + text.slice(-4)).slice(-4)
}

/** What has to be written for the next line to follow a blank one. */
export function gap({ tail }: Draft): string {
  if (tail === '' || /\n\r?\n$/.test(tail)) return ''
  return tail.endsWith('\n') ? '\n' : '\n\n'
}

/** The first `end` characters of a source with its escapes made and its mentions broken; counts their `<details>`. */
export function markedUp(draft: Draft, source: string, end: number, markup: Markup): string {
  const pieces = keepCode(source, markup.pieces)
  for (const { kind, start } of pieces) {
    const tag = kind === 'tag' ? tagAt(source, start) : null
    if (tag?.name === 'details') draft.details = Math.max(0, draft.details + (tag.close ? -1 : 1))
  }
  return edited(source, end, markup.escapes, mentionsIn(source, end, pieces))
}

/** The first `end` characters, with each `<` at `escapes` written out and a zero-width space at each of `breaks`. */
export function edited(
  source: string,
  end: number,
  escapes: readonly number[],
  breaks: readonly number[],
): string {
  const edits = [
    ...escapes.map((at) => ({ at, drop: 1, put: '&lt;' })),
    ...breaks.map((at) => ({ at, drop: 0, put: '\u200B' })),
  ].sort((one, other) => one.at - other.at)
  let text = ''
  let from = 0
  for (const { at, drop, put } of edits) {
    text += source.slice(from, at) + put
    from = at + drop
  }
  return text + source.slice(from, end)
}
