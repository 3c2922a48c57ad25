import type { BlockContent, List, ListItem } from 'mdast'
import { attr, type ReadNode } from './read-node.ts'

const types = ['bulletList', 'orderedList', 'taskList', 'decisionList']

/** Markdown's numbers have at most nine digits. */
const maxNumber = 999_999_999

/** Returns whether a node is a list of any kind. */
export function isList({ type }: ReadNode): boolean {
  return types.includes(type)
}

/** Returns a list. `blocksOf` reads what is in an item. */
export function listOf(
  list: ReadNode,
  blocksOf: (nodes: readonly ReadNode[]) => BlockContent[],
): List[] {
  const children: ListItem[] = []
  for (const item of list.content) {
    const last = children.at(-1)
    // A task list may hold another one, which belongs to the task before it.
    if (isList(item) && last) last.children.push(...blocksOf([item]))
    else children.push(itemOf(item, blocksOf(isList(item) ? [item] : contentOf(item))))
  }
  if (children.length === 0) return []
  const ordered = list.type === 'orderedList'
  return [{ type: 'list', ordered, spread: false, ...(ordered && startOf(list)), children }]
}

function contentOf(item: ReadNode): readonly ReadNode[] {
  return item.content.length > 0 ? item.content : [item]
}

function itemOf(item: ReadNode, children: BlockContent[]): ListItem {
  const isTask = item.type === 'taskItem' || item.type === 'blockTaskItem'
  return {
    type: 'listItem',
    spread: !children.every(needsNoBlankLine),
    ...(isTask && children[0]?.type === 'paragraph' && { checked: attr(item, 'state') === 'DONE' }),
    children,
  }
}

/** Right after a paragraph, a list is one only if it begins with text. Other blocks are easier to read apart. */
function needsNoBlankLine(block: BlockContent): boolean {
  if (block.type === 'list') return block.children[0]?.children[0]?.type === 'paragraph'
  return block.type === 'paragraph'
}

function startOf({ attrs, content }: ReadNode): { start: number } {
  const first = typeof attrs.order === 'number' && attrs.order >= 0 ? Math.trunc(attrs.order) : 1
  return { start: Math.min(first, maxNumber - content.length) }
}
