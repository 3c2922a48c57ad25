import type { Element, ElementContent } from 'hast'
import { type AdfNode, paragraph } from '../document.ts'
import { isBlank } from './plain-text.ts'

/** The rows of a `<table>` and what stands between them, such as a caption, in their order. */
export function partsOf(table: Element): ElementContent[] {
  const sections = table.children.flatMap((child) =>
    isElement(child, ['thead', 'tbody', 'tfoot']) ? child.children : [child],
  )
  return sections.filter((part) => !isBlank(part))
}

/** The cells of a row, with whatever else stands in it as cells of their own; null for what is no row. */
export function cellsOf(part: ElementContent): ElementContent[] | null {
  if (!isElement(part, ['tr'])) return null
  return part.children.filter((child) => !isBlank(child))
}

/** A row of a table; `blocksOf` gives the blocks of a cell. Rows may differ in length: Jira fills them up. */
export function rowOf(
  cells: readonly ElementContent[],
  blocksOf: (children: ElementContent[]) => AdfNode[],
): AdfNode {
  const content = cells.map((cell) => {
    const blocks = blocksOf(isElement(cell, ['td', 'th']) ? cell.children : [cell])
    return {
      type: isElement(cell, ['th']) ? 'tableHeader' : 'tableCell',
      content: blocks.length > 0 ? blocks : [paragraph([])],
    }
  })
  return { type: 'tableRow', content }
}

function isElement(node: ElementContent, names: readonly string[]): node is Element {
  return node.type === 'element' && names.includes(node.tagName)
}
