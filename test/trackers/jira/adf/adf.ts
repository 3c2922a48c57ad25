import schema from '@atlaskit/adf-schema/dist/json-schema/v1/full.json' with { type: 'json' }
import draft04 from 'ajv-draft-04'
import type { Nodes } from 'hast'
import { toTree } from '../../../../src/text/markdown-html.ts'

const validate = new draft04.default({ allErrors: false, strict: false }).compile(schema)

/** What Atlassian's own schema has against a document: nothing, or the first few places in it. */
export function problemsOf(document: unknown): string[] {
  if (validate(document)) return []
  return (validate.errors ?? [])
    .slice(0, 5)
    .map((error) => `${error.instancePath} ${error.message}`)
}

const apart = new Set(
  `p div section h1 h2 h3 h4 h5 h6 hr br pre blockquote details summary ul ol li dl dt dd table tr td
  th`.split(/\s+/),
)

/** The words that a reader of the Markdown sees, in order: of images their alt text or address. */
export function wordsOf(markdown: string): string[] {
  const read = (node: Nodes): string => {
    if (node.type === 'text') return node.value.toWellFormed()
    if (node.type === 'element' && node.tagName === 'img')
      return String(node.properties.alt || node.properties.src || '')
    if (node.type === 'element' && node.tagName === 'input')
      return node.properties.checked ? '☑' : '☐'
    const text = 'children' in node ? node.children.map(read).join('') : ''
    return node.type === 'element' && apart.has(node.tagName) ? ` ${text} ` : text
  }
  return split(read(toTree(markdown)))
}

/** A node of a document, as far as these tests look. */
export interface Node {
  readonly type: string
  readonly text?: string
  readonly attrs?: Record<string, unknown>
  readonly marks?: readonly Node[]
  readonly content?: readonly Node[]
}

/** The words of a document, titles included, in order. */
export function wordsIn(document: Node): string[] {
  const read = (node: Node): string => {
    if (node.type === 'text') return node.text ?? ''
    return ` ${node.attrs?.title ?? ''} ${(node.content ?? []).map(read).join('')} `
  }
  return split(read(document))
}

/** Without the signs that stand for a rule, and between cells, where none may be. */
function split(text: string): string[] {
  return text.split(/[ \t\n\f\r]+/).filter((word) => word !== '' && word !== '|' && word !== '———')
}
