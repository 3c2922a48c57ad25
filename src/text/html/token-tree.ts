import type { Element, ElementContent, Properties, Root } from 'hast'
import type MarkdownIt from 'markdown-it'
import type Token from 'markdown-it/lib/token.mjs'

type Parent = Root | Element
type Leaf = (token: Token) => ElementContent

const leaves = new Map<string, Leaf>([
  ['text', ({ content }) => text(content)],
  ['text_special', ({ content }) => text(content)],
  ['softbreak', () => element('br')],
  ['hardbreak', () => element('br')],
  ['code_inline', ({ content }) => element('code', {}, [text(content)])],
  ['code_block', ({ content }) => code(content, '')],
  ['fence', ({ content, info }) => code(content, info)],
])

/**
 * Returns parsed Markdown without HTML as a tree. It needs no sanitizing: it has only the elements of
 * Markdown.
 */
export function tokenTree(tokens: readonly Token[], parser: MarkdownIt): Root {
  const root: Root = { type: 'root', children: [] }
  const open: Parent[] = [root]
  for (const token of tokens) {
    if (token.type !== 'inline') add(token, open, parser)
    else for (const child of token.children ?? []) add(child, open, parser)
  }
  return root
}

/** Returns whether there is HTML in a token, which needs a browser's parser. */
export function hasHtml({ type, children }: Token): boolean {
  return type === 'html_block' || type === 'html_inline' || children?.some(hasHtml) === true
}

function add(token: Token, open: Parent[], parser: MarkdownIt): void {
  const parent = open.at(-1) as Parent
  const leaf = leaves.get(token.type)
  if (leaf) {
    parent.children.push(leaf(token))
    if (token.type.endsWith('break')) parent.children.push(text('\n'))
  } else if (token.type === 'image') parent.children.push(image(token, parser))
  else if (token.nesting < 0 && !token.hidden) open.pop()
  else if (!token.hidden) {
    const child = element(token.tag, propertiesOf(token))
    parent.children.push(child)
    if (token.nesting > 0) open.push(child)
  }
}

function image(token: Token, parser: MarkdownIt): Element {
  const alt = parser.renderer.renderInlineAsText(token.children ?? [], parser.options, {})
  return element('img', { ...propertiesOf(token), alt })
}

function code(content: string, info: string): Element {
  const className = info === '' ? {} : { className: [`language-${info}`] }
  return element('pre', {}, [element('code', className, [text(content)])])
}

/** Only whole addresses of http, https and mailto are kept. */
function propertiesOf({ attrs }: Token): Properties {
  const properties: Properties = {}
  for (const [name, value] of attrs ?? []) {
    const isAddress = name === 'href' || name === 'src'
    if (isAddress && !/^(?:https?:\/\/|mailto:)/i.test(value)) continue
    properties[name] = name === 'disabled' || name === 'checked' ? true : value
  }
  return properties
}

function element(
  tagName: string,
  properties: Properties = {},
  children: ElementContent[] = [],
): Element {
  return { type: 'element', tagName, properties, children }
}

function text(value: string): ElementContent {
  return { type: 'text', value }
}
