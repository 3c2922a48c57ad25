import type { PhrasingContent, Table, TableCell } from 'mdast'
import { html, phrasing } from './inline.ts'
import { inlineText, isInline } from './inline-text.ts'
import { attr, type ReadNode } from './read-node.ts'

type Line = PhrasingContent[]

/**
 * Returns a table as GitHub's Markdown has it: the first row is the header, and a cell is one line.
 * https://github.github.com/gfm/#tables-extension-
 */
export function tableOf({ content }: ReadNode): Table[] {
  const children = rowsOf(content).map((cells) => ({ type: 'tableRow' as const, children: cells }))
  return children.length > 0 ? [{ type: 'table', children }] : []
}

/** Markdown merges no cells: below and beside a merged one stand empty ones, to keep the columns. */
function rowsOf(rows: readonly ReadNode[]): TableCell[][] {
  const taken: number[] = []
  return rows.map((row) => {
    const cells: TableCell[] = []
    const rest = [...(row.content.length > 0 ? row.content : [row])].reverse()
    while (rest.length > 0 || (taken[cells.length] ?? 0) > 0) {
      const column = cells.length
      if ((taken[column] ?? 0) > 0) {
        taken[column] = (taken[column] ?? 0) - 1
        cells.push(cellOf([]))
        continue
      }
      const cell = rest.pop() as ReadNode
      const height = spanOf(cell, 'rowspan')
      for (let at = 0; at < spanOf(cell, 'colspan'); at += 1) {
        taken[cells.length] = height - 1
        cells.push(cellOf(at === 0 ? linesOf(cell) : []))
      }
    }
    return cells
  })
}

/** At most 100, so that a hostile document cannot make a table of millions of cells. */
function spanOf({ attrs }: ReadNode, name: string): number {
  const span = attrs[name]
  return typeof span === 'number' && span >= 1 ? Math.min(Math.trunc(span), 100) : 1
}

function cellOf(lines: readonly Line[]): TableCell {
  const shown = lines.filter((line) => line.length > 0)
  return {
    type: 'tableCell',
    children: shown.flatMap((line, index) => (index > 0 ? [html('<br>'), ...line] : line)),
  }
}

/** The lines of a block. Those of a list keep their bullets, those of code are code. */
function linesOf(node: ReadNode): Line[] {
  const { type, content } = node
  if (type === 'codeBlock') return codeLines(content.map(inlineText).join(''))
  if (content.every(isInline)) return [phrasing(content.length > 0 ? content : [node], true)]
  const title = attr(node, 'title')
  const lines = content.flatMap((child, index) => {
    const [first = [], ...rest] = linesOf(child)
    return [[...bulletOf(type, index), ...first], ...rest]
  })
  return title === '' ? lines : [[{ type: 'text', value: title }], ...lines]
}

function bulletOf(type: string, index: number): Line {
  const bullet = type === 'bulletList' ? '- ' : type === 'orderedList' ? `${index + 1}. ` : ''
  return bullet === '' ? [] : [{ type: 'text', value: bullet }]
}

function codeLines(code: string): Line[] {
  const lines = code.split(/[\r\n]+/).filter((line) => line.trim() !== '')
  return lines.map((value) => [{ type: 'inlineCode', value }])
}
