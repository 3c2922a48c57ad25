import type { Element, ElementContent, Root } from 'hast'
import rehypeRaw from 'rehype-raw'
import rehypeSanitize, { defaultSchema, type Options } from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { firstBlock } from './markdown/blocks.ts'
import { openFormatting } from './markdown/html.ts'
import { effort } from './markdown/prose.ts'

/** Text that takes more than this to parse, in rough microseconds, is shown as it is written. */
const workLimit = 2_000_000
/** As is text that leaves more than this many `<b>` and the like open: each is opened again in every paragraph. */
const openLimit = 100

/** What GitHub allows, less what could rename a part of the page that it is put on. */
const unwanted = [
  'id',
  'name',
  'ariaDescribedBy',
  'ariaLabelledBy',
  'accessKey',
  'tabIndex',
  'longDesc',
]
const addresses = ['href', 'src', 'cite']
const schema: Options = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter(
    (name) => name !== 'picture' && name !== 'source',
  ),
  protocols: { cite: ['http', 'https'], href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
}

const reader = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(() => keepBlankLines)
  .use(rehypeRaw, { tagfilter: true })
  .use(rehypeSanitize, schema)
  .freeze()
const writer = unified().use(rehypeStringify).freeze()

/**
 * Markdown mixed with HTML as one tree of HTML, sanitized: no scripts, no ids, no addresses but whole ones of http, https
 * and mailto. Text too tangled to be parsed in about two seconds becomes one block of code.
 */
export function toTree(markdown: string): Root {
  if (isTangled(markdown)) return asCode(markdown)
  try {
    const tree = reader.runSync(reader.parse(markdown))
    forEachElement(tree, tidy)
    return tree
  } catch {
    // The stack does not reach to the bottom of the tree: nothing else makes these libraries throw.
    return asCode(markdown)
  }
}

/** The same as HTML, to be put on a page. Its links tell no site where they were, and vouch for none. */
export function toHtml(markdown: string): string {
  const tree = toTree(markdown)
  forEachElement(tree, (element) => {
    if (element.tagName === 'a') element.properties.rel = ['noopener', 'noreferrer', 'nofollow']
  })
  return writer.stringify(tree)
}

function tidy({ properties }: Element): void {
  for (const name of unwanted) delete properties[name]
  for (const name of addresses) {
    if (!/^(?:https?:\/\/|mailto:)/i.test(String(properties[name] ?? ''))) delete properties[name]
  }
}

/** The next step drops a line end that code begins with, as HTML does only where no `<code>` comes before it. */
function keepBlankLines(tree: Root): void {
  forEachElement(tree, ({ tagName, children: [text] }) => {
    if (tagName === 'code' && text?.type === 'text') text.value = text.value.replace(/^\n/, '\n\n')
  })
}

function forEachElement(node: Root | Element, change: (element: Element) => void): void {
  if (node.type === 'element') change(node)
  for (const child of node.children) if (child.type === 'element') forEachElement(child, change)
}

function isTangled(markdown: string): boolean {
  let prose = ''
  let html = ''
  let work = 5 * count(markdown, /\\/g) + 15 * count(markdown, /\n/g)
  for (let rest = markdown; rest !== '' && work <= workLimit; work += 60) {
    const { kind, end } = firstBlock(rest)
    if (kind === 'html') html += rest.slice(0, end)
    else if (kind !== 'fence') prose += rest.slice(0, end)
    rest = rest.slice(end)
  }
  work += effort(prose) + html.length
  return work > workLimit || openFormatting(prose + html) > openLimit
}

function count(text: string, what: RegExp): number {
  return text.match(what)?.length ?? 0
}

function asCode(text: string): Root {
  const code = h('code', [{ type: 'text', value: text }])
  return { type: 'root', children: [h('pre', [code])] }
}

function h(tagName: string, children: ElementContent[]): Element {
  return { type: 'element', tagName, properties: {}, children }
}
