import type { BlockContent, Heading, PhrasingContent } from 'mdast'
import { linkAddress } from '../link-address.ts'
import { html, phrasing } from './inline.ts'
import { cardAddress, inlineText, isInline } from './inline-text.ts'
import { isList, listOf } from './lists.ts'
import { attr, type ReadNode } from './read-node.ts'
import { tableOf } from './tables.ts'

type Read = (node: ReadNode, details: number) => BlockContent[]

/** Jira nests an expand in an expand, and none in a list or a quote. */
const maxDetails = 2

const readers = new Map<string, Read>([
  ['paragraph', ({ content }) => paragraphOf(phrasing(content))],
  ['heading', headingOf],
  ['blockquote', quoteOf],
  ['panel', quoteOf],
  ['codeBlock', codeOf],
  ['rule', () => [{ type: 'thematicBreak' }]],
  ['table', tableOf],
  ['expand', detailsOf],
  ['nestedExpand', detailsOf],
])

/**
 * Returns blocks as Markdown's tree. Texts between blocks become paragraphs of their own. `details`
 * is how deep `<details>` may nest here.
 */
export function blocks(nodes: readonly ReadNode[], details = maxDetails): BlockContent[] {
  const read: BlockContent[] = []
  let line: ReadNode[] = []
  for (const node of nodes) {
    if (isInline(node)) line.push(node)
    else {
      read.push(...paragraphOf(phrasing(line)), ...blockOf(node, details))
      line = []
    }
  }
  return [...read, ...paragraphOf(phrasing(line))]
}

function blockOf(node: ReadNode, details: number): BlockContent[] {
  const reader = readers.get(node.type)
  if (reader) return reader(node, details)
  if (isList(node)) return listOf(node, (nodes) => blocks(nodes, 0))
  if (node.content.length > 0) return blocks(node.content, details)
  return paragraphOf(cardOf(node) ?? phrasing([node]))
}

function paragraphOf(children: PhrasingContent[]): BlockContent[] {
  return children.length > 0 ? [{ type: 'paragraph', children }] : []
}

function headingOf({ attrs, content }: ReadNode): BlockContent[] {
  const { level } = attrs
  const depth = typeof level === 'number' ? Math.min(Math.max(Math.trunc(level), 1), 6) : 1
  const children = phrasing(content, true)
  return children.length > 0
    ? [{ type: 'heading', depth: depth as Heading['depth'], children }]
    : []
}

function quoteOf({ content }: ReadNode): BlockContent[] {
  const children = blocks(content, 0)
  return children.length > 0 ? [{ type: 'blockquote', children }] : []
}

function codeOf(node: ReadNode): BlockContent[] {
  const language = attr(node, 'language')
  return [
    {
      type: 'code',
      lang: /^[\w+#.-]+$/.test(language) ? language : null,
      value: node.content.map(inlineText).join(''),
    },
  ]
}

/** A title is bold where no `<details>` may stand. */
function detailsOf(node: ReadNode, details: number): BlockContent[] {
  const title = attr(node, 'title').replace(/\s+/g, ' ').trim()
  if (details > 0) {
    const summary = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    const start = html(`<details>\n<summary>${summary}</summary>`)
    return [start, ...blocks(node.content, details - 1), html('</details>')]
  }
  const text: ReadNode = {
    ...node,
    type: 'text',
    text: title,
    marks: [{ ...node, type: 'strong' }],
  }
  return [...paragraphOf(phrasing([text])), ...blocks(node.content, 0)]
}

function cardOf(node: ReadNode): PhrasingContent[] | null {
  const url = linkAddress(cardAddress(node))
  return url === null ? null : [{ type: 'link', url, children: [{ type: 'text', value: url }] }]
}
