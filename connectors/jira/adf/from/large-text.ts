import { inlineText, isInline } from './inline-text.ts'
import { type ReadNode, readNode } from './read-node.ts'

/** Nodes that may be rendered: each takes about 20 microseconds. */
const mostNodes = 2000

/** Returns the text of a document that has too many nodes to render, each block a line of its own; else null. */
export function textIfLarge(document: unknown): string | null {
  const root = readNode(document)
  return countNodes(root) > mostNodes ? textOf(root).trim() : null
}

function countNodes({ content, marks }: ReadNode): number {
  return content.reduce((sum, node) => sum + countNodes(node), 1 + marks.length)
}

function textOf(node: ReadNode): string {
  if (node.type === 'hardBreak') return '\n'
  if (isInline(node)) return inlineText(node)
  const text = node.content.map(textOf).join('')
  return text.endsWith('\n') ? text : `${text}\n`
}
