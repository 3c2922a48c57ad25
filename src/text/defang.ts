// One file: each block hands on to the next, and all change one draft.

import type { Dialect } from './dialect.ts'
import { type Block, firstBlock, isFence, skipBlank } from './markdown/blocks.ts'
import { noMarkup, readHtml } from './markdown/html.ts'
import { type Meter, spend, startMeter, TooMuchWork } from './markdown/meter.ts'
import { drawnInfo, fenceElement, fenceOf, type Place } from './markdown/preformatted.ts'
import { type Prose, readProse } from './markdown/prose.ts'
import { createDraft, type Draft, gap, markedUp, write } from './safe/draft.ts'

/** Steps of about a microsecond that a text may cost. The rest of it is then shown as code. */
export const workLimit = 10_000
/** Characters that are gone through for each step, also if they are not read. */
const charactersAStep = 200
/** Characters that are read: more than a tracker's page formats. The rest is shown as code as well. */
const mostRead = 70_000

/** Prose without any of these is left as it is, unread. */
const telling = { notifying: /[@#<&]|gh\\?-|```|~~~|\/\/|www\.|lockstep:/i, plain: /<|```|~~~/ }

const root: Place = { quotes: 0, indent: 0 }

/** Stands before text that was not read. */
export const tooDear = 'This text is too complex to format, so it is shown as plain text.'

/**
 * Returns Markdown mixed with HTML that looks the same but cannot notify, link, hide, close or
 * forge: names and numbers in text are broken, HTML that is not shown becomes text, `<pre>` becomes
 * a fence, and nothing stays open that could swallow a line put after the text. Code is never
 * changed. The work is bounded: the rest of a text that takes too much is shown as it is written.
 */
export function defang(
  markdown: string,
  dialect: Dialect,
  meter: Meter = startMeter(workLimit),
): string {
  const text = plain(markdown)
  const draft = createDraft(dialect, meter)
  const read = text.slice(0, endOfRead(text))
  meter.steps += text.length / charactersAStep
  const at = takeBlocks(read, draft)
  if (at < text.length) write(draft, `${gap(draft)}${tooDear}\n\n${fenceOf(text.slice(at))}\n`)
  if (draft.details > 0) write(draft, `${gap(draft)}${'</details>\n'.repeat(draft.details)}`)
  return draft.parts.join('')
}

/** Where the reading ends: with a line if one ends in the second half of what may be read. */
function endOfRead(text: string): number {
  if (text.length <= mostRead) return text.length
  const lineEnd = text.lastIndexOf('\n', mostRead - 1) + 1
  return lineEnd > mostRead / 2 ? lineEnd : mostRead
}

/** One kind of line end, and no character that a tracker drops and so joins what it parts. */
function plain(markdown: string): string {
  // Of a megabyte of zeros, to replace each one takes twice as long.
  return markdown
    .replace(/^\uFEFF+/, '')
    .split('\0')
    .join('\uFFFD')
    .replace(/\r\n?/g, '\n')
}

/** Writes the blocks of a text one by one. Returns where the first begins that takes too much work. */
function takeBlocks(text: string, draft: Draft): number {
  let at = 0
  try {
    while (at < text.length) at = takeBlock(text, at, draft)
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error
  }
  return at
}

/** Writes the first block of what is left of a text. Returns where the next one begins. */
function takeBlock(text: string, at: number, draft: Draft): number {
  const rest = text.slice(at)
  const blank = skipBlank(rest)
  if (blank > 0) {
    write(draft, rest.slice(0, blank))
    return at + blank
  }
  const block = firstBlock(rest)
  const source = rest.slice(0, block.end)
  spend(draft.meter, block.kind === 'fence' ? 1 : 10 + source.length / 10)
  if (block.kind === 'html') return takeHtml(text, at, source, draft)
  if (block.kind === 'prose') return takeProse(text, at, source, draft)
  write(draft, closed(draft.dialect.notifies ? undrawn(source) : source, block))
  return at + block.end
}

/** A fence that GitHub would draw, without the word that says so. */
function undrawn(fence: string): string {
  const info = drawnInfo(fence)
  return info ? fence.slice(0, info.start) + fence.slice(info.end) : fence
}

function closed(fence: string, { unclosed }: Block): string {
  if (unclosed === '') return fence
  return `${fence}${fence.endsWith('\n') ? '' : '\n'}${unclosed}\n`
}

function takeHtml(text: string, at: number, source: string, draft: Draft): number {
  const html = noMarkup()
  readHtml(source, 0, source.length, html)
  const stop = html.pre ?? source.length
  write(draft, markedUp(draft, source, stop, html))
  return html.pre === null ? at + stop : takePre(text, at + stop, root, draft)
}

function takeProse(text: string, at: number, source: string, draft: Draft): number {
  const signs = draft.dialect.notifies ? telling.notifying : telling.plain
  if (!signs.test(source)) {
    write(draft, source)
    return at + source.length
  }
  return writeProse(text, at, source, readProse(source, draft.meter), draft)
}

function writeProse(text: string, at: number, source: string, prose: Prose, draft: Draft): number {
  if (prose.pre !== null) return writeStart(text, at, source.slice(0, prose.pre), prose, draft)
  const stop = prose.fence ?? source.length
  write(draft, markedUp(draft, source, stop, prose))
  // Renderers differ on which HTML ends only at a blank line. Some would not see the fence.
  const next = at + stop
  if (stop === source.length && prose.openHtml && isFence(text, next)) write(draft, '\n')
  return next
}

/** Writes prose up to its `<pre>`, where its last line ends now: so it is read anew. Then the `<pre>`. */
function writeStart(
  text: string,
  at: number,
  start: string,
  { place }: Prose,
  draft: Draft,
): number {
  const source = sealed(start)
  write(draft, markedUp(draft, source, source.length, readProse(source, draft.meter)))
  return takePre(text, at + start.length, place, draft)
}

/** What would begin a fence only because the line ends here is written as text. */
function sealed(text: string): string {
  return text.replace(/((?:^|\n) {0,3})(?=`{3,}[^`\n]*$)/, '$1\\')
}

function takePre(text: string, at: number, place: Place, draft: Draft): number {
  const { fence, end } = fenceElement(text.slice(at), place)
  write(draft, `${gap(draft)}${fence}\n\n`)
  const blanks = /[ \t]*\n?(?:[ \t]+(?=<))?/y
  // After a blank line, indented HTML would be code.
  blanks.lastIndex = at + end
  blanks.test(text)
  return blanks.lastIndex
}
