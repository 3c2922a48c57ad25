import { type AdfMark, type AdfNode, isSameMark, textNode } from './document.ts'

/**
 * Splits the whitespace at the edges of each text off. It keeps only the marks that both its
 * neighbours have: in Markdown, no emphasis begins or ends with whitespace.
 */
export function splitEdgeWhitespace(nodes: readonly AdfNode[]): readonly AdfNode[] {
  if (!nodes.some(hasMarkedEdge)) return nodes
  const parts = nodes.flatMap(split)
  const rights = marksToTheRight(parts)
  let left: readonly AdfMark[] = []
  return parts.map((node, index) => {
    if (!isBlank(node)) left = node.marks ?? []
    return isBlank(node) ? textNode(node.text ?? '', shared(node, left, rights[index] ?? [])) : node
  })
}

/** Returns whether a text is code, which keeps its whitespace. */
export function isCode({ marks = [] }: AdfNode): boolean {
  return marks.some(({ type }) => type === 'code')
}

function hasMarkedEdge(node: AdfNode): boolean {
  if (!node.marks || node.text === undefined) return false
  return /^\s|\s$/.test(node.text) && !isCode(node)
}

/** For each node, the marks of the first one from there on that is not blank. */
function marksToTheRight(parts: readonly AdfNode[]): (readonly AdfMark[])[] {
  let right: readonly AdfMark[] = []
  return parts
    .toReversed()
    .map((node) => {
      if (!isBlank(node)) right = node.marks ?? []
      return right
    })
    .toReversed()
}

function split(node: AdfNode): AdfNode[] {
  const { text } = node
  if (text === undefined || isCode(node)) return [node]
  const body = text.trim()
  if (body.length === text.length) return [node]
  const start = body === '' ? text.length : text.indexOf(body)
  const parts = [text.slice(0, start), body, text.slice(start + body.length)]
  return parts.filter((part) => part !== '').map((part) => ({ ...node, text: part }))
}

function isBlank(node: AdfNode): boolean {
  return node.text?.trim() === '' && !isCode(node)
}

function shared({ marks = [] }: AdfNode, ...sides: (readonly AdfMark[])[]): AdfMark[] {
  return marks.filter((mark) => sides.every((side) => side.some((one) => isSameMark(one, mark))))
}
