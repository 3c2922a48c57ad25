import type { Element, ElementContent } from 'hast'
import { type AdfNode, paragraph } from '../document.ts'
import { isBlank } from './plain-text.ts'

/** A cell merged over more columns than this is no table of a finding. */
const maxSpan = 100

/** Returns the rows of a `<table>` and what stands between them, such as a caption, in their order. */
export function partsOf(table: Element): ElementContent[] {
  const sections = table.children.flatMap((child) =>
    isElement(child, ['thead', 'tbody', 'tfoot']) ? child.children : [child],
  )
  return sections.filter((part) => !isBlank(part))
}

/** Returns the cells of a row, or null for what is no row. Whatever else stands in it is a cell too. */
export function cellsOf(part: ElementContent): ElementContent[] | null {
  if (!isElement(part, ['tr'])) return null
  return part.children.filter((child) => !isBlank(child))
}

/**
 * Returns a row of a table. `blocksOf` gives the blocks of a cell, and `height` is the number of rows
 * from this one on. Rows may differ in length: Jira fills them up.
 */
export function rowOf(
  cells: readonly ElementContent[],
  blocksOf: (children: ElementContent[]) => AdfNode[],
  height: number,
): AdfNode {
  const content = cells.map((cell) => {
    const isCell = isElement(cell, ['td', 'th'])
    const blocks = blocksOf(isCell ? cell.children : [cell])
    const spans = isCell ? spansOf(cell, height) : {}
    return {
      type: isElement(cell, ['th']) ? 'tableHeader' : 'tableCell',
      ...(Object.keys(spans).length > 0 && { attrs: spans }),
      content: blocks.length > 0 ? blocks : [paragraph([])],
    }
  })
  return { type: 'tableRow', content }
}

function spansOf({ properties }: Element, height: number): Record<string, number> {
  const columns = spanOf(properties.colSpan, maxSpan)
  const rows = spanOf(properties.rowSpan, Math.min(height, maxSpan))
  return { ...(columns > 1 && { colspan: columns }), ...(rows > 1 && { rowspan: rows }) }
}

function spanOf(property: unknown, max: number): number {
  const span = Number(property)
  return Number.isInteger(span) && span > 1 ? Math.min(span, max) : 1
}

function isElement(node: ElementContent, names: readonly string[]): node is Element {
  return node.type === 'element' && names.includes(node.tagName)
}
