import { fenceOf } from '../../../src/text/markdown/preformatted.ts'
import { listText, signOf } from './from-list.ts'
import { tableText } from './from-table.ts'
import { isInline, leafText } from './leaves.ts'
import { lineText } from './line.ts'
import { attr, type ReadNode } from './read.ts'

type Write = (node: ReadNode, taken: readonly string[]) => string

const lists = ['bulletList', 'orderedList', 'taskList', 'decisionList']

const writers = new Map<string, Write>([
  ['paragraph', ({ content }) => paragraphText(content)],
  ['heading', headingText],
  ['blockquote', quoteText],
  ['panel', quoteText],
  ['codeBlock', codeText],
  ['rule', () => '---'],
  ['table', tableText],
  ['expand', detailsText],
  ['nestedExpand', detailsText],
  ...lists.map((type): [string, Write] => [type, (list, taken) => listText(list, taken, itemText)]),
])

const hardBreak: ReadNode = { type: 'hardBreak', text: '', attrs: {}, marks: [], content: [] }

/** Blocks as Markdown, texts as they are. `sign` is that of the list whose item they are. */
export function blocksText(nodes: readonly ReadNode[], sign = ''): string {
  const texts: string[] = []
  let before = ''
  for (const node of inParagraphs(nodes)) {
    const text = blockText(node, [sign, before])
    if (text === '') continue
    const isList = lists.includes(node.type)
    // Only such a list is not taken for a part of the paragraph before it.
    const isClose = sign !== '' && isList && before === '' && /^(?:[-*+]|1[.)]) \S/.test(text)
    texts.push(texts.length === 0 ? '' : isClose ? '\n' : '\n\n', text)
    before = isList ? signOf(text) : ''
  }
  return texts.join('')
}

/** The same blocks, with what stands between them in paragraphs. */
function inParagraphs(nodes: readonly ReadNode[]): ReadNode[] {
  const blocks: ReadNode[] = []
  let line: ReadNode[] | null = null
  for (const node of nodes) {
    if (!isInline(node)) blocks.push(node)
    else if (line) line.push(node)
    else {
      line = [node]
      blocks.push({ type: 'paragraph', text: '', attrs: {}, marks: [], content: line })
    }
    if (!isInline(node)) line = null
  }
  return blocks
}

function blockText(node: ReadNode, taken: readonly string[]): string {
  const writer = writers.get(node.type)
  if (writer) return writer(node, taken)
  return node.content.length > 0 ? blocksText(node.content) : leafText(node)
}

/** An empty line ends a paragraph in Markdown. */
function paragraphText(content: readonly ReadNode[]): string {
  const parts: ReadNode[][] = []
  let before: ReadNode | null = null
  for (const line of linesIn(content)) {
    const isEmpty = line.map(leafText).join('').trim() === ''
    if (!isEmpty && before) parts.at(-1)?.push(before, ...line)
    else if (!isEmpty) parts.push(line)
    before = isEmpty ? null : hardBreak
  }
  return parts.map((part) => lineText(part, { lineBreak: '  \n', inTable: false })).join('\n\n')
}

function linesIn(content: readonly ReadNode[]): ReadNode[][] {
  const lines: ReadNode[][] = [[]]
  for (const node of content) {
    if (node.type === 'hardBreak') lines.push([])
    else lines.at(-1)?.push(node)
  }
  return lines
}

function headingText(node: ReadNode): string {
  const { level } = node.attrs
  const signs = '#'.repeat(
    typeof level === 'number' ? Math.min(Math.max(Math.trunc(level), 1), 6) : 1,
  )
  const line = lineText(node.content, { lineBreak: '<br>', inTable: false })
  // Signs at its end would be taken for the heading's own.
  const shown = line.replace(/[\r\n]+/g, ' ').replace(/(^|\s)(#+\s*)$/, '$1\\$2')
  return line === '' ? '' : `${signs} ${shown}`
}

function quoteText({ content }: ReadNode): string {
  const lines = blocksText(content).split('\n')
  if (lines.join('') === '') return ''
  return lines.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n')
}

function codeText(node: ReadNode): string {
  const code = node.content.map(leafText).join('')
  const language = attr(node, 'language')
  // The fence's own line end comes after the code's.
  return fenceOf(code && `${code}\n`, /^[\w+#.-]+$/.test(language) ? language : '')
}

function detailsText(node: ReadNode): string {
  const title = attr(node, 'title')
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
  const parts = [`<details>\n<summary>${title}</summary>`, blocksText(node.content), '</details>']
  return parts.filter((part) => part !== '').join('\n\n')
}

function itemText(item: ReadNode, sign: string): string {
  if (lists.includes(item.type)) return blockText(item, [sign])
  return item.content.length > 0 ? blocksText(item.content, sign) : leafText(item)
}
