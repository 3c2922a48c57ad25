import type { Element, ElementContent } from 'hast'

const blocks = new Set(
  `p div section h1 h2 h3 h4 h5 h6 hr pre blockquote details summary ul ol li dl dt dd table tr td
  th`.split(/\s+/),
)

/** Returns all text of a tree, with `lineEnd` for each `<br>` and between blocks. */
export function plainText(root: ElementContent, lineEnd: string): string {
  const parts: string[] = []
  // Iterative: a recursion would overflow the stack on elements nested without end.
  const rest: (ElementContent | string)[] = [root]
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (typeof node === 'string') endLine(parts, node)
    else if (node.type === 'text') parts.push(node.value)
    else if (node.type === 'element') {
      const own = node.tagName === 'br' ? lineEnd : replacementText(node)
      if (own !== '') parts.push(own)
      const isBlock = blocks.has(node.tagName) && node !== root
      if (isBlock) endLine(parts, lineEnd)
      if (isBlock) rest.push(lineEnd)
      for (const child of node.children.toReversed()) rest.push(child)
    }
  }
  return parts.join('').toWellFormed()
}

/** Returns the text in place of an image or a checkbox, and nothing for other elements. */
export function replacementText({ tagName, properties }: Element): string {
  if (tagName === 'img') return String(properties.alt || properties.src || '')
  if (tagName !== 'input') return ''
  return properties.checked ? '☑' : '☐'
}

/** Returns whether a node is only whitespace between elements. */
export function isBlank(node: ElementContent): boolean {
  return node.type === 'text' && /^[ \t\n\f\r]*$/.test(node.value)
}

function endLine(parts: string[], lineEnd: string): void {
  if (parts.length > 0 && !parts.at(-1)?.endsWith(lineEnd)) parts.push(lineEnd)
}
