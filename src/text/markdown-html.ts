import type { Element, ElementContent, Root } from 'hast'
import { fromParse5 } from 'hast-util-from-parse5'
import { defaultSchema, type Schema, sanitize } from 'hast-util-sanitize'
import { toHtml as write } from 'hast-util-to-html'
import { parseFragment } from 'parse5'
import { tooDear } from './defang.ts'
import { fillPlaceholders, placeholder } from './html/placeholders.ts'
import { render } from './html/render.ts'
import { isTangled } from './html/work.ts'
import { startMeter, TooMuchWork } from './markdown/meter.ts'

/** The renderer's version. HTML of another one is made anew: raise it when the output changes. */
export const rendererVersion = 1

/** What a text may cost, in steps of about a microsecond. Past it, it is shown as it is written. */
const workLimit = 10_000
/** As is a text longer than this. */
export const longestFormatted = 65_536

/** What GitHub allows, less what could rename a part of the page that it is put on. */
const unwanted = new Set(
  'id name ariaDescribedBy ariaLabelledBy accessKey tabIndex longDesc'.split(' '),
)
const addresses = new Set(['href', 'src', 'cite'])
const schema: Schema = {
  ...defaultSchema,
  tagNames: [...(defaultSchema.tagNames ?? []), placeholder.tagName].filter(
    (name) => name !== 'picture' && name !== 'source',
  ),
  attributes: { ...defaultSchema.attributes, [placeholder.tagName]: [placeholder.attribute] },
  protocols: { cite: ['http', 'https'], href: ['http', 'https', 'mailto'], src: ['http', 'https'] },
}

/**
 * Returns Markdown mixed with HTML as one tree of HTML, sanitized: no scripts, no ids, no addresses
 * but whole ones of http, https and mailto. A text that takes too much work becomes one block of
 * code, after a sentence that says so.
 */
export function toTree(markdown: string): Root {
  return readTree(markdown) ?? asCode(markdown)
}

/** Returns the same as HTML for a page. Its links send no referrer and do not help ranking. */
export function toHtml(markdown: string): string {
  const tree = readTree(markdown)
  if (!tree) return toPlainHtml(escapeText(markdown))
  forEachElement(tree, (element) => {
    if (element.tagName === 'a') element.properties.rel = ['noopener', 'noreferrer', 'nofollow']
  })
  return write(tree)
}

/** Returns an escaped text as HTML that shows it as it is written, after a sentence that says so. */
export function toPlainHtml(escaped: string): string {
  return `<p>${tooDear}</p><pre><code>${escaped}</code></pre>`
}

/** Returns a text as HTML that shows it as it is, for the content of an element. */
export function escapeText(text: string): string {
  return text.split('&').join('&amp;').split('<').join('&lt;')
}

function readTree(markdown: string): Root | null {
  if (markdown.length > longestFormatted) return null
  try {
    const { html, trees } = render(markdown, startMeter(workLimit))
    const [all] = trees
    if (html === '' && all) return all
    if (isTangled(html)) return null
    const tree = sanitize(fromParse5(parseFragment(html.trimEnd())), schema) as Root
    forEachElement(tree, tidy)
    fillPlaceholders(tree, trees)
    return tree
  } catch (error) {
    // The stack ends before the tree of what nests deepest does.
    if (error instanceof TooMuchWork || error instanceof RangeError) return null
    throw error
  }
}

function tidy({ properties }: Element): void {
  for (const name in properties)
    if (unwanted.has(name) || (addresses.has(name) && !isWhole(properties[name])))
      delete properties[name]
}

function isWhole(address: unknown): boolean {
  return /^(?:https?:\/\/|mailto:)/i.test(String(address ?? ''))
}

function forEachElement(node: Root | Element, change: (element: Element) => void): void {
  if (node.type === 'element') change(node)
  for (const child of node.children) if (child.type === 'element') forEachElement(child, change)
}

function asCode(text: string): Root {
  const code = h('code', [{ type: 'text', value: text }])
  return { type: 'root', children: [h('p', [{ type: 'text', value: tooDear }]), h('pre', [code])] }
}

function h(tagName: string, children: ElementContent[]): Element {
  return { type: 'element', tagName, properties: {}, children }
}
