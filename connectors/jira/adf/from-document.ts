import { fenceOf } from '../../../src/core/markdown/preformatted.ts'
import { listText, signOf } from './from-list.ts'
import { tableText } from './from-table.ts'
import { isInline, leafText } from './leaves.ts'
import { lineText } from './line.ts'
import { attr, type ReadNode, readNode } from './read.ts'

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

/**
 * A document as Markdown with HTML where Markdown has nothing for it. Texts are as a person wrote them, without escapes.
 * Never throws: what is no node of a document gives the text in it, or nothing.
 */
export function toMarkdown(document: unknown): string {
  return blocksText([readNode(document)])
}

function blocksText(nodes: readonly ReadNode[], sign = ''): string {
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

/** Two line breaks in a row end a paragraph in Markdown. */
function paragraphText(content: readonly ReadNode[]): string {
  const parts: ReadNode[][] = [[]]
  for (const [index, node] of content.entries()) {
    const isBreak = node.type === 'hardBreak'
    const wasBreak = content[index - 1]?.type === 'hardBreak'
    if (isBreak && content[index + 1]?.type === 'hardBreak' && !wasBreak) parts.push([])
    else if (!isBreak || (!wasBreak && index > 0 && index < content.length - 1))
      parts.at(-1)?.push(node)
  }
  const texts = parts.map((part) => lineText(part, { lineBreak: '  \n', inTable: false }))
  return texts.filter((text) => text !== '').join('\n\n')
}

function headingText(node: ReadNode): string {
  const { level } = node.attrs
  const signs = '#'.repeat(
    typeof level === 'number' ? Math.min(Math.max(Math.trunc(level), 1), 6) : 1,
  )
  const line = lineText(node.content, { lineBreak: '<br>', inTable: false })
  return line === '' ? '' : `${signs} ${line.replace(/[\r\n]+/g, ' ')}`
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
