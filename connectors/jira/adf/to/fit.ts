import { startOf } from '../../../../src/text/truncate.ts'
import type { AdfNode } from '../document.ts'

/** What is cut inside wherever it ends; other nodes only where that keeps half of what fits. */
const containers = [
  ...['expand', 'nestedExpand', 'bulletList', 'orderedList', 'listItem', 'blockquote', 'table'],
  'codeBlock',
]

/** How much JSON something is, in UTF-16 units. */
export function sizeOf(json: unknown): number {
  return JSON.stringify(json).length
}

/** The first of the blocks, in at most `room` UTF-16 units of JSON and their commas. The last of them may be cut itself. */
export function fit(blocks: readonly AdfNode[], room: number): AdfNode[] {
  return startOfAll(blocks, room, room / 2)
}

function startOfAll(nodes: readonly AdfNode[], room: number, half: number): AdfNode[] {
  const kept: AdfNode[] = []
  let left = room
  for (const node of nodes) {
    const size = sizeOf(node) + 1
    const start = size <= left ? node : startOfOne(node, left - 1, half)
    if (start) kept.push(start)
    if (start !== node) break
    left -= size
  }
  return kept
}

function startOfOne(node: AdfNode, room: number, half: number): AdfNode | null {
  if (!containers.includes(node.type) && node.type !== 'text' && room < half) return null
  if (node.text !== undefined) return cutText({ ...node, text: node.text }, room)
  const shell = sizeOf({ ...node, content: [] })
  const content = startOfAll(node.content ?? [], room - shell, half)
  return content.length > 0 ? { ...node, content } : null
}

function cutText(node: AdfNode & { text: string }, room: number): AdfNode | null {
  const overhead = sizeOf({ ...node, text: '' })
  for (let size = room - overhead; size > 0; size = Math.floor(size * 0.8)) {
    const text = startOf(node.text, size)
    if (text !== '' && sizeOf(text) - 2 <= room - overhead) return { ...node, text }
  }
  return null
}
