import { inlineText, isInline } from './inline-text.ts'
import { attr, type ReadNode } from './read-node.ts'

/** Marks that Markdown and HTML have a form for. Others, such as a colour, leave the text as it is. */
const shown = new Set(['link', 'strong', 'em', 'strike', 'underline', 'subsup', 'code'])

/** Returns the text of a document that holds nothing but plain paragraphs, to the letter; else null. */
export function plainParagraphs(document: ReadNode): string | null {
  if (document.type === 'text') return document.text
  if (document.type !== 'doc' || !document.content.every(isPlain)) return null
  const texts = document.content.map(({ content }) =>
    withoutBreaksAtEnd(content.map(textOf).join('')),
  )
  return texts.filter((text) => text.trim() !== '').join('\n\n')
}

/** By hand, as a pattern would look at every break again from each one before it. */
function withoutBreaksAtEnd(text: string): string {
  let end = text.length
  while (text.endsWith('  \n', end)) end -= 3
  return text.slice(0, end)
}

function isPlain({ type, content }: ReadNode): boolean {
  return type === 'paragraph' && content.every((node) => isInline(node) && !isMarked(node))
}

function isMarked(node: ReadNode): boolean {
  return node.marks.some((mark) => shown.has(mark.type) && !isOwnAddress(node, mark))
}

/** Jira makes a link of every address that somebody types. */
function isOwnAddress({ text }: ReadNode, mark: ReadNode): boolean {
  if (mark.type !== 'link') return false
  return ['', 'mailto:', 'http://'].some((scheme) => attr(mark, 'href') === scheme + text)
}

/** Two spaces before a line end are a line break in Markdown too. */
function textOf(node: ReadNode): string {
  return node.type === 'hardBreak' ? '  \n' : inlineText(node)
}
