import { inlineText, isInline } from './inline-text.ts'
import { attr, type ReadNode, readNode } from './read-node.ts'

/** Returns the words and the link addresses of a document. Formatting and whitespace do not matter. */
export function adfText(document: unknown): string {
  return textOf(readNode(document)).replace(/\s+/g, ' ').trim()
}

function textOf(node: ReadNode): string {
  if (node.type === 'hardBreak') return ' '
  const href = node.marks.map((mark) => attr(mark, 'href')).find(Boolean)
  if (isInline(node)) return inlineText(node) + (href ? `<${href}>` : '')
  const own = node.content.length > 0 ? attr(node, 'title') : inlineText(node)
  return ` ${own} ${node.content.map(textOf).join('')} `
}
