import { inlineText, isInline } from './inline-text.ts'
import { attr, maxDepth, type ReadNode, readNode } from './read-node.ts'

/** Whitespace that is not one space alone. */
const wideSpace = /\s{2,}|[^\S ]/g

/** Returns the words and the link addresses of a document. Formatting and whitespace do not matter. */
export function adfText(document: unknown): string {
  const parts: string[] = []
  write(document, 0, parts)
  return parts.join('').replace(wideSpace, ' ').trim()
}

/** A node of a document as we or Jira write it: most of a document are plain blocks and texts. */
interface PlainNode {
  readonly type?: unknown
  readonly text?: unknown
  readonly attrs?: unknown
  readonly marks?: unknown
  readonly content?: unknown
}

/** Plain nodes are not read one by one, which would copy the whole document. */
function write(json: unknown, depth: number, parts: string[]): void {
  const { type, text, attrs, marks, content } = Object(json) as PlainNode
  if (type === 'text' && typeof text === 'string' && text !== '' && areBare(marks)) parts.push(text)
  else if (isBlock(type) && hasAny(content) && depth < maxDepth) {
    writeSpace(parts)
    writeTitle(attrs, parts)
    for (const child of content) write(child, depth + 1, parts)
    writeSpace(parts)
  } else parts.push(textOf(readNode(json, depth)))
}

function writeSpace(parts: string[]): void {
  if (parts.at(-1) !== ' ') parts.push(' ')
}

/** None of these marks can be a link. */
function areBare(marks: unknown): boolean {
  return (
    marks === undefined ||
    (Array.isArray(marks) && marks.every((mark) => mark?.attrs === undefined))
  )
}

function writeTitle(attrs: unknown, parts: string[]): void {
  const { title } = Object(attrs) as { readonly title?: unknown }
  if (typeof title === 'string') parts.push(title, ' ')
}

/** It is no part of a line. */
function isBlock(type: unknown): boolean {
  return typeof type === 'string' && !isInline({ type })
}

function hasAny(content: unknown): content is readonly unknown[] {
  return Array.isArray(content) && content.length > 0
}

function textOf(node: ReadNode): string {
  if (node.type === 'hardBreak') return ' '
  const href = node.marks.map((mark) => attr(mark, 'href')).find(Boolean)
  if (isInline(node)) return inlineText(node) + (href ? `<${href}>` : '')
  const own = node.content.length > 0 ? attr(node, 'title') : inlineText(node)
  return ` ${own} ${node.content.map(textOf).join('')} `
}
