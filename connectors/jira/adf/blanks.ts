import { type AdfMark, type AdfNode, isSame, textNode } from './document.ts'

/**
 * The same texts, with the blanks at the edges of each as texts of their own that have only the marks that both their
 * neighbours have too: in Markdown, no mark begins or ends with a blank.
 */
export function withBareBlanks(nodes: readonly AdfNode[]): AdfNode[] {
  const parts = nodes.flatMap(parted)
  let left: readonly AdfMark[] = []
  let right: readonly AdfMark[] = []
  const rights = parts
    .toReversed()
    .map((node) => {
      if (!isBlank(node)) right = node.marks ?? []
      return right
    })
    .toReversed()
  return parts.map((node, index) => {
    if (!isBlank(node)) left = node.marks ?? []
    return isBlank(node) ? textNode(node.text ?? '', shared(node, left, rights[index] ?? [])) : node
  })
}

/** Whether a text is code, which keeps its blanks. */
export function isCode({ marks = [] }: AdfNode): boolean {
  return marks.some(({ type }) => type === 'code')
}

function parted(node: AdfNode): AdfNode[] {
  const { text } = node
  if (text === undefined || isCode(node)) return [node]
  const body = text.trim()
  const start = body === '' ? text.length : text.indexOf(body)
  const parts = [text.slice(0, start), body, text.slice(start + body.length)]
  return parts.filter((part) => part !== '').map((part) => ({ ...node, text: part }))
}

function isBlank(node: AdfNode): boolean {
  return node.text?.trim() === '' && !isCode(node)
}

function shared({ marks = [] }: AdfNode, ...sides: (readonly AdfMark[])[]): AdfMark[] {
  return marks.filter((mark) => sides.every((side) => side.some((one) => isSame(one, mark))))
}
