import { codeSpan } from './code-span.ts'
import { isInline, leafText } from './leaves.ts'
import { lineText } from './line.ts'
import { attr, type ReadNode } from './read.ts'
import { sealed } from './sealed.ts'

/**
 * A table as GFM has it: its first row is the header and as wide as the widest, a cell is a line.
 * https://github.github.com/gfm/#tables-extension-
 */
export function tableText({ content }: ReadNode): string {
  const rows = content.map((row) => (row.content.length > 0 ? row.content : [row]).map(cellText))
  const [header = [], ...body] = rows
  const width = rows.reduce((most, cells) => Math.max(most, cells.length), 1)
  const missing = new Array<string>(width - header.length).fill('')
  const rule = new Array<string>(width).fill('---')
  return [[...header, ...missing], rule, ...body].map(rowText).join('\n')
}

function rowText(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function cellText(cell: ReadNode): string {
  const lines = linesOf(cell).filter((line) => line.trim() !== '')
  const last = lines.length - 1
  const parts = lines.map((line, index) => (index < last ? `${sealed(line)}<br>` : line))
  return parts.join('').replace(/(\\*)\|/g, '$1$1\\|')
}

/** The lines in a block. Of a list they keep its marks, of code its signs. */
function linesOf(node: ReadNode): string[] {
  const { type, content } = node
  if (type === 'codeBlock') return codeLines(content.map(leafText).join(''))
  if (content.every(isInline)) return [oneLine(content.length > 0 ? content : [node])]
  const title = attr(node, 'title')
  return [
    ...(title ? [title] : []),
    ...content.flatMap((child, index) => itemLines(node, child, index)),
  ]
}

function itemLines(list: ReadNode, item: ReadNode, index: number): string[] {
  const lines = linesOf(item)
  if (list.type === 'bulletList') return lines.map((line, at) => (at === 0 ? `- ${line}` : line))
  if (list.type !== 'orderedList') return lines
  return lines.map((line, at) => (at === 0 ? `${index + 1}. ${line}` : line))
}

function oneLine(content: readonly ReadNode[]): string {
  return lineText(content, { lineBreak: '<br>', inTable: true }).replace(/[\r\n]+/g, ' ')
}

function codeLines(code: string): string[] {
  const lines = code.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => codeSpan(line, '', '', true))
}
