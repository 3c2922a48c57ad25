/** A node as it came, with nothing missing. */
export interface ReadNode {
  readonly type: string
  readonly text: string
  readonly attrs: Readonly<Record<string, unknown>>
  readonly marks: readonly ReadNode[]
  readonly content: readonly ReadNode[]
}

/** Nodes nested deeper than this give only their text. */
const deepest = 100

/** Whatever JSON came, as a node: what is not one is empty, but for a string, which is a text. */
export function readNode(json: unknown, depth = 0): ReadNode {
  if (typeof json === 'string') return { ...nothing, type: 'text', text: json }
  if (!isRecord(json)) return nothing
  const content = listOf(json.content)
  return {
    type: stringOf(json.type),
    text: stringOf(json.text),
    attrs: isRecord(json.attrs) ? json.attrs : {},
    marks: depth < deepest ? listOf(json.marks).map((mark) => readNode(mark, deepest)) : [],
    content:
      depth < deepest ? content.map((child) => readNode(child, depth + 1)) : textsIn(content),
  }
}

/** An attribute that is a string and not empty, or the empty string. */
export function attr({ attrs }: ReadNode, name: string): string {
  return stringOf(attrs[name])
}

const nothing: ReadNode = { type: '', text: '', attrs: {}, marks: [], content: [] }

function textsIn(content: readonly unknown[]): ReadNode[] {
  const texts: ReadNode[] = []
  const rest = content.toReversed()
  while (rest.length > 0) {
    const node = rest.pop()
    if (!isRecord(node)) continue
    if (typeof node.text === 'string') texts.push({ ...nothing, type: 'text', text: node.text })
    for (const child of listOf(node.content).toReversed()) rest.push(child)
  }
  return texts
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : []
}

function stringOf(json: unknown): string {
  return typeof json === 'string' ? json : ''
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
