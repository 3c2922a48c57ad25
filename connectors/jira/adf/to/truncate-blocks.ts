import type { AdfNode } from '../document.ts'
import { jsonSize } from './json-size.ts'

/** Returns the start of a text in at most `size` UTF-16 units, up to the end of a line or a word. */
export type TruncateText = (text: string, size: number) => string

/** These are always truncated inside. Other nodes go as a whole, unless that loses half of the room. */
const containers = new Set([
  ...['expand', 'nestedExpand', 'bulletList', 'orderedList', 'listItem', 'blockquote', 'table'],
  'codeBlock',
])

/** Returns the first of the blocks that fit into `room` UTF-16 units of JSON, commas included. */
export function truncateBlocks(
  blocks: readonly AdfNode[],
  room: number,
  truncate: TruncateText,
): AdfNode[] {
  const half = room / 2
  return startOf(blocks, room)

  function startOf(nodes: readonly AdfNode[], size: number): AdfNode[] {
    const kept: AdfNode[] = []
    let left = size
    for (const node of nodes) {
      const own = jsonSize(node) + 1
      const start = own <= left ? node : startOfNode(node, left - 1)
      if (start) kept.push(start)
      if (start !== node) break
      left -= own
    }
    return kept
  }

  function startOfNode(node: AdfNode, size: number): AdfNode | null {
    if (node.text !== undefined) return startOfText({ ...node, text: node.text }, size)
    if (!containers.has(node.type) && size < half) return null
    const shell = jsonSize({ ...node, content: [] })
    const content = startOf(node.content ?? [], size - shell)
    return content.length > 0 ? { ...node, content } : null
  }

  /** Escapes make JSON longer than the text, so the size is tried. */
  function startOfText(node: AdfNode & { text: string }, size: number): AdfNode | null {
    const left = size - jsonSize({ ...node, text: '' })
    for (let length = left; length > 0; length = Math.floor(length * 0.8)) {
      const text = truncate(node.text, length)
      if (text !== '' && jsonSize(text) - 2 <= left) return { ...node, text }
    }
    return null
  }
}
