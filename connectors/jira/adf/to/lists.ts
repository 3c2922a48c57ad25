import type { Element, ElementContent } from 'hast'
import { type AdfNode, paragraph } from '../document.ts'
import { isBlank } from './plain-text.ts'

/** Markdown's numbers have at most nine digits. */
const maxNumber = 999_999_999

/**
 * Returns the list for a `<ul>` or `<ol>`, or null if it has no items. `blocksOf` gives the blocks of
 * an item. What stands between two items becomes an item.
 */
export function listOf(
  list: Element,
  blocksOf: (children: ElementContent[]) => AdfNode[],
): AdfNode | null {
  const content = itemsOf(list).map((children) => itemOf(blocksOf(children)))
  if (content.length === 0) return null
  if (list.tagName === 'ul') return { type: 'bulletList', content }
  const start = Number(list.properties.start ?? 1)
  const order = Number.isInteger(start) && start >= 0 && start <= maxNumber ? start : 1
  return { type: 'orderedList', ...(order !== 1 && { attrs: { order } }), content }
}

function itemsOf(list: Element): ElementContent[][] {
  const items: ElementContent[][] = []
  let between: ElementContent[] | null = null
  for (const child of list.children) {
    if (child.type === 'element' && child.tagName === 'li') {
      items.push(child.children)
      between = null
    } else if (between) between.push(child)
    else if (!isBlank(child)) {
      between = [child]
      items.push(between)
    }
  }
  return items
}

/** Jira once required a paragraph or code first in an item. The schema no longer does; we still do. */
function itemOf(blocks: AdfNode[]): AdfNode {
  const first = blocks[0]?.type
  const content =
    first === 'paragraph' || first === 'codeBlock' ? blocks : [paragraph([]), ...blocks]
  return { type: 'listItem', content }
}
