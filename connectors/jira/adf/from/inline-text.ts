import { attr, type ReadNode } from './read-node.ts'

const inline = new Set([
  ...['text', 'hardBreak', 'mention', 'emoji', 'date', 'status', 'placeholder'],
  ...['inlineCard', 'mediaInline', 'inlineExtension'],
])

const readers = new Map<string, (node: ReadNode) => string>([
  ['mention', (node) => `@${(attr(node, 'text') || attr(node, 'id')).replace(/^@/, '')}`],
  ['emoji', (node) => attr(node, 'text') || attr(node, 'shortName')],
  ['date', dateOf],
  ['media', fileOf],
  ['mediaInline', fileOf],
])

/** Returns whether a node is part of a line of text. */
export function isInline({ type }: Pick<ReadNode, 'type'>): boolean {
  return inline.has(type)
}

/** Returns what a person reads of an inline node: its text, name or address, or that of its content. */
export function inlineText(node: ReadNode): string {
  const reader = readers.get(node.type)
  if (reader) return reader(node)
  const own = node.text || attr(node, 'text') || cardAddress(node)
  return own || node.content.map(inlineText).join('')
}

/** Returns the address of a card, or the empty string. */
export function cardAddress(node: ReadNode): string {
  const { data } = node.attrs
  const url = typeof data === 'object' && data !== null && 'url' in data ? data.url : ''
  return attr(node, 'url') || (typeof url === 'string' ? url : '')
}

function dateOf(node: ReadNode): string {
  const timestamp = attr(node, 'timestamp')
  const date = new Date(Number(timestamp))
  return Number.isNaN(date.getTime()) || timestamp === ''
    ? timestamp
    : date.toISOString().slice(0, 10)
}

function fileOf(node: ReadNode): string {
  return attr(node, 'url') || `(file: ${attr(node, 'alt') || attr(node, 'id')})`
}
