import type { Nodes, Parents, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { firstBlock, isFence } from './blocks.ts'
import { type Markup, readHtml } from './html.ts'
import type { Place } from './preformatted.ts'

/**
 * Prose taken apart. `place` is that of its `<pre>`, `fence` is where a fence begins that the prose does not close, and
 * `openHtml` says that it ends within HTML.
 */
export interface Prose extends Markup {
  place: Place
  readonly fence: number | null
  readonly openHtml: boolean
}

const parser = unified().use(remarkParse).use(remarkGfm).freeze()

/**
 * What parsing takes at worst, in rough microseconds: more than linear in lines and in characters that may mark
 * something up, and beyond all bounds where containers nest deeply.
 */
export function effort(source: string): number {
  const deep =
    /(?:^|\n)[ \t]*(?:>[ \t]*|(?:[-*+]|\d{1,9}[.)])[ \t]+){60}|\n[ \t]{120,}(?:[-*+]|\d{1,9}[.)])[ \t]/
  if (deep.test(source)) return Number.POSITIVE_INFINITY
  const marks = source.match(/[*_`[\]~]/g)?.length ?? 0
  const lines = source.match(/\n/g)?.length ?? 0
  // For the end of each of these the parser looks through all that follows.
  const openings = source.match(/<[!?]/g)?.length ?? 0
  const tags = source.match(/</g)?.length ?? 0
  // Each of these may be an address.
  const addresses = source.match(/www\.|:\/\/|@/gi)?.length ?? 0
  const linear = 100 + source.length + 8 * tags + 40 * addresses
  return linear + (marks + 2 * lines) ** 2 / 25 + (openings * source.length) / 60
}

/** Takes Markdown apart: code and addresses are kept, HTML is read. Null where it is too deep to be parsed. */
export function readProse(source: string): Prose | null {
  try {
    // The parser drops a byte order mark, which would shift every offset by one.
    const tree = parser.parse(source.replace(/^\uFEFF/, '\u2060'))
    const prose: Prose = {
      ...ending(tree, source),
      pieces: [],
      escapes: [],
      pre: null,
      place: root,
    }
    visit(tree, source, root, prose)
    return prose
  } catch {
    return null
  }
}

const root: Place = { quotes: 0, indent: 0 }

function ending(tree: Root, source: string): Pick<Prose, 'fence' | 'openHtml'> {
  const last = tree.children.at(-1)
  const line = source.lastIndexOf('\n', (last?.position?.start.offset ?? 0) - 1) + 1
  const open = line > 0 && last?.type === 'code' && isFence(source, line)
  return {
    fence: open && firstBlock(source.slice(line)).unclosed ? line : null,
    openHtml: last?.type === 'html' && /^\r?\n?$/.test(source.slice(last.position?.end.offset)),
  }
}

function visit(node: Nodes, source: string, place: Place, into: Prose): void {
  const start = node.position?.start.offset
  const end = node.position?.end.offset
  // Without a position are the links that remark-gfm finds in text where GitHub may not.
  if (into.pre !== null || start === undefined || end === undefined) return
  if (node.type === 'html') {
    readHtml(source, start, end, into)
    into.place = place
  } else if (node.type === 'code' || node.type === 'inlineCode' || node.type === 'image') {
    into.pieces.push({ kind: 'kept', start, end })
  } else if (node.type === 'definition') {
    const label = /^\[(?:\\[\s\S]|[^\]\\])*\]:/.exec(source.slice(start, end))?.[0].length ?? 0
    into.pieces.push({ kind: 'kept', start: start + label, end })
  } else if (node.type === 'link') {
    visitLink(node, source, place, into)
  } else if ('children' in node) {
    visitAll(node, source, placeIn(node, place), into)
  }
}

/** What GitHub links as it stands. E-mail addresses need no care: their `@` is within a word. */
const address = /<|https?:|(?<![^\s*_~(])www\./iy

/** A link's text is text and its address is kept, or all of it where the address is the text. */
function visitLink(node: Parents, source: string, place: Place, into: Prose): void {
  const start = node.position?.start.offset ?? 0
  const end = node.position?.end.offset ?? 0
  address.lastIndex = start
  if (source[start] === '[') {
    const textEnd = node.children.at(-1)?.position?.end.offset ?? start
    visitAll(node, source, place, into)
    if (into.pre === null) into.pieces.push({ kind: 'kept', start: textEnd, end })
  } else if (address.test(source)) {
    into.pieces.push({ kind: 'kept', start, end })
  }
}

function visitAll(node: Parents, source: string, place: Place, into: Prose): void {
  for (const child of node.children) visit(child, source, place, into)
}

function placeIn(node: Parents, { quotes, indent }: Place): Place {
  if (node.type === 'blockquote') return { quotes: quotes + 1, indent }
  if (node.type !== 'listItem') return { quotes, indent }
  return { quotes, indent: (node.children[0]?.position?.start.column ?? 1) - 1 }
}
