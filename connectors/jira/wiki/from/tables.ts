import { type AdfNode, paragraph } from '../../adf/document.ts'
import { readInline } from './inline.ts'

/** Whether a line begins a row of a table. */
export function isRow(line: string): boolean {
  return /^\s*\|/.test(line)
}

/** The table that lines make. A row goes on until a line ends with the sign that ends its last cell. */
export function tableOf(lines: readonly string[]): AdfNode[] {
  const rows: string[] = []
  let isOpen = false
  for (const line of lines) {
    if (isOpen) rows.push(`${rows.pop()}\n${line}`)
    else rows.push(line)
    isOpen = !/\|\s*$/.test(line)
  }
  const content = rows.map((row) => ({ type: 'tableRow', content: cellsOf(row.trim()) }))
  return [{ type: 'table', content: content.filter((row) => row.content.length > 0) }]
}

/** Bars in links and those with a backslash part no cells. */
const bar = /\\[\s\S]|\[(?:\\.|[^[\]\n\\])+\]|(\|\|?)/g

function cellsOf(row: string): AdfNode[] {
  const bars = [...row.matchAll(bar)].filter(([, sign]) => sign !== undefined)
  return bars.flatMap(({ index, 1: sign = '' }, at) => {
    const next = bars[at + 1]
    const text = row.slice(index + sign.length, next?.index)
    if (!next && text.trim() === '') return []
    const type = sign === '||' ? 'tableHeader' : 'tableCell'
    return [{ type, content: [paragraph(readInline(text.trim()))] }]
  })
}
