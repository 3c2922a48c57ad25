import type { Dialect } from '../dialect.ts'
import { breakAt, type Edit, edited } from '../edits.ts'
import { keepCode, type Markup, type Piece } from '../markdown/html.ts'
import { type Meter, spend } from '../markdown/meter.ts'
import { tagAt } from '../markdown/tags.ts'
import { mentionsIn, shownText } from './mentions.ts'
import { type QuietLinks, quietAddress, quietLinksFor, quietTag, quietText } from './quiet-links.ts'

/** A text being written: how it ends so far, and how many `<details>` are open in it. */
export interface Draft {
  readonly dialect: Dialect
  readonly links: QuietLinks
  readonly meter: Meter
  readonly parts: string[]
  tail: string
  details: number
}

/** Returns a draft with nothing written yet. */
export function createDraft(dialect: Dialect, meter: Meter): Draft {
  const links = quietLinksFor(dialect.hosts)
  return { dialect, links, meter, parts: [], tail: '', details: 0 }
}

/** Adds a text to the draft as it is. */
export function write(draft: Draft, text: string): void {
  draft.parts.push(text)
  draft.tail = (draft.tail + text.slice(-4)).slice(-4)
}

/** Returns what has to be written for the next line to follow a blank one. */
export function gap({ tail }: Draft): string {
  if (tail === '' || /\n\n$/.test(tail)) return ''
  return tail.endsWith('\n') ? '\n' : '\n\n'
}

/** Returns the first `end` characters of a source, made safe, and counts their `<details>`. */
export function markedUp(draft: Draft, source: string, end: number, markup: Markup): string {
  spend(draft.meter, 2 * markup.pieces.length)
  for (const { kind, start } of markup.pieces) {
    const tag = kind === 'tag' ? tagAt(source, start) : null
    if (tag?.name === 'details') draft.details = Math.max(0, draft.details + (tag.close ? -1 : 1))
  }
  const escapes: Edit[] = markup.escapes.map((at) => ({ at, drop: 1, put: '&lt;' }))
  const silent = draft.dialect.notifies ? silencing(draft.links, source, end, markup) : []
  return edited(source, end, [...escapes, ...silent])
}

function silencing(links: QuietLinks, source: string, end: number, markup: Markup): Edit[] {
  const pieces = keepCode(source, markup.pieces)
  const shown = shownText(source, end, pieces)
  return [
    ...markup.infos.map(({ start, end }) => ({ at: start, drop: end - start, put: '' })),
    ...markup.addresses.flatMap((range) => quietAddress(source, range, links)),
    ...pieces.filter(isTag).flatMap((piece) => quietTag(source, piece, links)),
    ...quietText(shown, 0, links),
    ...mentionsIn(shown).map(breakAt),
    ...markup.breaks.map(breakAt),
    ...markup.gaps.map((at) => ({ at, drop: 0, put: '\n' })),
  ]
}

function isTag({ kind }: Piece): boolean {
  return kind === 'tag'
}
