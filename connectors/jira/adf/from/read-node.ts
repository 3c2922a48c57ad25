/** A node as it came, with nothing missing. */
export interface ReadNode {
  readonly type: string
  readonly text: string
  readonly attrs: Readonly<Record<string, unknown>>
  readonly marks: readonly ReadNode[]
  readonly content: readonly ReadNode[]
}

/** Nodes nested deeper than this keep only their text. */
export const maxDepth = 100

/** Reads any JSON as a node. A string is a text; what is no node is empty. Never throws. */
export function readNode(json: unknown, depth = 0): ReadNode {
  if (typeof json === 'string') return { ...empty, type: 'text', text: json }
  if (!isRecord(json)) return empty
  const content = arrayOf(json.content)
  return {
    type: stringOf(json.type),
    text: stringOf(json.text),
    attrs: isRecord(json.attrs) ? json.attrs : {},
    marks: depth < maxDepth ? arrayOf(json.marks).map((mark) => readNode(mark, maxDepth)) : [],
    content:
      depth < maxDepth ? content.map((child) => readNode(child, depth + 1)) : textsIn(content),
  }
}

/** Returns an attribute, or the empty string unless it is text. */
export function attr({ attrs }: ReadNode, name: string): string {
  return stringOf(attrs[name])
}

const empty: ReadNode = { type: '', text: '', attrs: {}, marks: [], content: [] }

/** Iterative: a recursion would overflow the stack on nodes nested without end. */
function textsIn(content: readonly unknown[]): ReadNode[] {
  const texts: ReadNode[] = []
  const rest = content.toReversed()
  while (rest.length > 0) {
    const node = rest.pop()
    if (!isRecord(node)) continue
    if (typeof node.text === 'string') texts.push({ ...empty, type: 'text', text: node.text })
    for (const child of arrayOf(node.content).toReversed()) rest.push(child)
  }
  return texts
}

function arrayOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : []
}

function stringOf(json: unknown): string {
  return typeof json === 'string' ? json : ''
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
