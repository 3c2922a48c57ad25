import type { AdfMark, AdfNode } from '../../adf/document.ts'
import { escapeAddress, escapeText } from './escape.ts'

/** Signs in braces mark up a text also within a word. */
const signs: Readonly<Record<string, string>> = {
  strong: '*',
  em: '_',
  strike: '-',
  underline: '+',
}

/** Returns the texts and line breaks of a paragraph. A line end is a line break. */
export function inlineWiki(nodes: readonly AdfNode[] = []): string {
  return nodes.map((node) => (node.type === 'hardBreak' ? '\n' : textWiki(node))).join('')
}

/** Returns one text with its marks, the innermost first. */
function textWiki({ text = '', marks = [] }: AdfNode): string {
  // A line end would begin a line, and with it perhaps a list.
  const shown = escapeText(text.replace(/[\r\n]+/g, ' '))
  return marks.toReversed().reduce(marked, shown)
}

function marked(text: string, { type, attrs }: AdfMark): string {
  if (type === 'code') return `{{${text}}}`
  if (type === 'link') return `[${text}|${escapeAddress(String(attrs?.href ?? ''))}]`
  const sign = type === 'subsup' ? (attrs?.type === 'sub' ? '~' : '^') : signs[type]
  return sign ? `{${sign}}${text}{${sign}}` : text
}
