import { isInline, leafText } from './leaves.ts'
import { unlinked } from './links.ts'
import { attr, type ReadNode } from './read.ts'

/** The same node with the signs escaped that could mean something to Markdown or HTML, but in code. */
export function escaped(node: ReadNode, inTable = false): ReadNode {
  if (node.type === 'codeBlock' || node.type === 'hardBreak') return node
  if (isInline(node)) return escapedLeaf(node)
  const isTable = inTable || node.type === 'table'
  const content = node.content.map((child) => escaped(child, isTable))
  // In a table the title of an expand is a line of text like others.
  const title = inTable ? attr(node, 'title') : ''
  return title ? { ...node, attrs: { title: escapedText(title) }, content } : { ...node, content }
}

function escapedLeaf(node: ReadNode): ReadNode {
  const text = leafText(node)
  const isCode = node.marks.some(({ type }) => type === 'code')
  const isAddress = node.marks.some((mark) => attr(mark, 'href').endsWith(text))
  const shown = isCode ? text : isAddress ? signsEscaped(text) : escapedText(text)
  return { ...node, type: 'text', text: shown, content: [] }
}

function escapedText(text: string): string {
  return unlinked(signsEscaped(text))
}

/**
 * A blank at the start would make code of a line, and in a table an escaped `|` would end a cell if it stood after a
 * backslash.
 */
function signsEscaped(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_~[\]<&]/g, '\\$&')
    .replace(/^(\s*)([-+=#>:])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replace(/^\s/, '&#32;')
    .replaceAll('|', '&#124;')
}
