import { type Block, firstBlock, isFence, skipBlank } from './markdown/blocks.ts'
import { createDraft, type Draft, edited, gap, markedUp, write } from './markdown/draft.ts'
import { type Markup, readHtml } from './markdown/html.ts'
import { fenceElement, fenceOf, type Place } from './markdown/preformatted.ts'
import { effort, type Prose, readProse } from './markdown/prose.ts'

/** Past this much work, in rough microseconds, what is left of a text is shown as code. */
const workLimit = 1_500_000

/** Prose without any of these is left as it is, unparsed. */
const telling = /[@#<&]|gh\\?-|```|~~~/i

const root: Place = { quotes: 0, indent: 0 }

/**
 * Hostile Markdown mixed with HTML, to be shown the same but unable to notify, link, close or forge: names and numbers in
 * text are broken by a zero-width space, comments and HTML that hides are shown, `<pre>` becomes a fence, our marker is
 * broken everywhere, and nothing stays open that could swallow a line put after the text.
 */
export function neutralise(markdown: string): string {
  const draft = createDraft()
  let rest = plain(markdown)
  while (rest !== '') rest = takeBlock(rest, draft)
  if (draft.details > 0) write(draft, `${gap(draft)}${'</details>\n'.repeat(draft.details)}`)
  return draft.parts.join('').replace(/lockstep:(?=[\da-f-]{8})/giu, '$&\u200B')
}

/** One kind of line end, and no character that a tracker drops and so joins what it parts. */
function plain(markdown: string): string {
  const text = markdown.replace(/^\uFEFF+/, '').replaceAll('\0', '\uFFFD')
  return text.replace(/\r(?!\n)/g, '\n')
}

/** Writes the first block of a text and returns what is left. */
function takeBlock(text: string, draft: Draft): string {
  const blank = skipBlank(text)
  if (blank > 0) {
    write(draft, text.slice(0, blank))
    return text.slice(blank)
  }
  const block = firstBlock(text)
  if (block.kind === 'html') return takeHtml(text, block.end, draft)
  if (block.kind === 'prose') return takeProse(text, block.end, draft)
  // Shown, it no longer parts itself from the paragraph before it.
  if (block.kind === 'shown') write(draft, `${gap(draft)}${text.slice(0, block.end - 1)}&lt;`)
  else write(draft, closed(text.slice(0, block.end), block))
  return text.slice(block.end)
}

function closed(fence: string, { unclosed }: Block): string {
  if (unclosed === '') return fence
  return `${fence}${fence.endsWith('\n') ? '' : '\n'}${unclosed}\n`
}

function takeHtml(text: string, end: number, draft: Draft): string {
  draft.work += end / 10
  if (draft.work > workLimit) return takeRest(text, draft)
  const html: Markup = { pieces: [], escapes: [], pre: null }
  readHtml(text, 0, end, html)
  const stop = html.pre ?? end
  write(draft, markedUp(draft, text, stop, html))
  return html.pre === null ? text.slice(end) : takePre(text.slice(stop), root, draft)
}

function takeProse(text: string, end: number, draft: Draft): string {
  let source = text.slice(0, end)
  while (telling.test(source)) {
    draft.work += effort(source) + text.length / 10_000
    const prose = draft.work > workLimit ? null : readProse(source)
    if (!prose) return takeRest(text, draft)
    if (prose.escapes.length === 0) return writeProse(draft, source, prose, text.slice(end))
    // What was a comment is text now, and may mark up what follows it.
    source = edited(source, source.length, prose.escapes, [])
  }
  write(draft, source)
  return text.slice(end)
}

function writeProse(draft: Draft, source: string, prose: Prose, rest: string): string {
  const stop = prose.pre ?? prose.fence ?? source.length
  const text = markedUp(draft, source, stop, prose)
  write(draft, prose.pre === null ? text : sealed(text))
  // Renderers differ on which HTML ends only at a blank line; this one would hide the fence from some.
  if (stop === source.length && prose.openHtml && isFence(rest, 0)) write(draft, '\n')
  const left = stop === source.length ? rest : source.slice(stop) + rest
  return prose.pre === null ? left : takePre(left, prose.place, draft)
}

/** What would begin a fence or HTML only because the line ends here is written as text. */
function sealed(text: string): string {
  return text
    .replace(/((?:^|\n) {0,3})<(?=(?:pre|script|style|textarea)$)/i, '$1&lt;')
    .replace(/((?:^|\n) {0,3})(?=`{3,}[^`\n]*$)/, '$1\\')
}

function takePre(text: string, place: Place, draft: Draft): string {
  const { fence, end } = fenceElement(text, place)
  write(draft, `${gap(draft)}${fence}\n\n`)
  // After a blank line, indented HTML would be code.
  return text.slice(end).replace(/^[ \t]*(?:\r?\n)?(?:[ \t]+(?=<))?/, '')
}

function takeRest(text: string, draft: Draft): string {
  write(draft, `${gap(draft)}${fenceOf(text)}\n`)
  return ''
}
