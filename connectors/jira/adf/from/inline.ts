import type { Html, Link, PhrasingContent } from 'mdast'
import { type AdfMark, type AdfNode, isSameMark } from '../document.ts'
import { isCode } from '../edge-whitespace.ts'
import { addBreak, addText, type InlineRun, takeRun } from '../inline-run.ts'
import { linkAddress } from '../link-address.ts'
import { inlineText } from './inline-text.ts'
import { attr, type ReadNode } from './read-node.ts'

/** The marks that Markdown or HTML has. If two begin and end together, the first is the outer one. */
const kinds = ['link', 'strong', 'em', 'strike', 'underline', 'subsup', 'code']

const wrappers: Record<string, (children: PhrasingContent[]) => PhrasingContent> = {
  strong: (children) => ({ type: 'strong', children }),
  em: (children) => ({ type: 'emphasis', children }),
  strike: (children) => ({ type: 'delete', children }),
}

/**
 * Returns a line of text as Markdown's tree. `inOneLine` is true in headings and tables, where a
 * line break has to be HTML.
 */
export function phrasing(content: readonly ReadNode[], inOneLine = false): PhrasingContent[] {
  const run: InlineRun = []
  for (const node of content) {
    if (node.type === 'hardBreak') addBreak(run)
    else addText(run, inlineText(node), marksOf(node))
  }
  return nested(takeRun(run), inOneLine)
}

/** Returns a piece of HTML as it is. */
export function html(value: string): Html {
  return { type: 'html', value }
}

function marksOf(node: ReadNode): AdfMark[] {
  const marks = kinds.flatMap((kind) => {
    const mark = node.marks.find(({ type }) => type === kind)
    return mark ? markOf(mark) : []
  })
  // Nothing is marked up within code.
  return marks.at(-1)?.type === 'code' ? marks.filter(isCodeOrLink) : marks
}

function markOf(mark: ReadNode): AdfMark[] {
  const { type } = mark
  if (type === 'subsup') {
    return [{ type, attrs: { type: attr(mark, 'type') === 'sup' ? 'sup' : 'sub' } }]
  }
  if (type !== 'link') return [{ type }]
  const href = linkAddress(mark.attrs.href)
  return href === null ? [] : [{ type, attrs: { href } }]
}

function isCodeOrLink({ type }: AdfMark): boolean {
  return type === 'code' || type === 'link'
}

/** Of the marks that begin at a text, the one that reaches farthest becomes the outer one. */
function nested(nodes: readonly AdfNode[], inOneLine: boolean): PhrasingContent[] {
  const children: PhrasingContent[] = []
  for (let start = 0, end = 0; start < nodes.length; start = end) {
    const { mark, reach } = outermost(nodes, start)
    end = start + reach
    if (mark) {
      const inner = nodes.slice(start, end).map((node) => without(node, mark))
      children.push(...wrapped(mark, nested(inner, inOneLine)))
    } else children.push(leaf(nodes, start, inOneLine))
  }
  return children
}

function outermost(nodes: readonly AdfNode[], start: number) {
  let best: { mark: AdfMark | null; reach: number } = { mark: null, reach: 0 }
  for (const mark of nodes[start]?.marks ?? []) {
    let end = start
    while (nodes[end]?.marks?.some((other) => isSameMark(mark, other))) end += 1
    if (mark.type !== 'code' && end - start > best.reach) best = { mark, reach: end - start }
  }
  return best.mark ? best : { mark: null, reach: 1 }
}

function without(node: AdfNode, mark: AdfMark): AdfNode {
  return { ...node, marks: node.marks?.filter((other) => !isSameMark(mark, other)) ?? [] }
}

function wrapped({ type, attrs = {} }: AdfMark, children: PhrasingContent[]): PhrasingContent[] {
  if (type === 'link') return [link(String(attrs.href), children)]
  const wrap = wrappers[type]
  if (wrap) return [wrap(children)]
  const tag = type === 'subsup' ? attrs.type : 'ins'
  return [html(`<${tag}>`), ...children, html(`</${tag}>`)]
}

function link(url: string, children: PhrasingContent[]): PhrasingContent {
  // The library takes a link of one text that is its address for `<address>`, which is stricter.
  const isStrict = !url.startsWith('mailto:') || strictMail.test(url)
  const shown: PhrasingContent[] = isStrict ? children : [...children, { type: 'text', value: '' }]
  return { type: 'link', url, children: shown as Link['children'] }
}

const label = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?'

/** What may stand in angle brackets. https://spec.commonmark.org/0.31.2/#email-autolink */
const strictMail = new RegExp(`^mailto:[\\w.!#$%&'*+/=?^\`{|}~-]+@${label}(?:\\.${label})*$`, 'i')

function leaf(nodes: readonly AdfNode[], at: number, inOneLine: boolean): PhrasingContent {
  const node = nodes[at] as AdfNode
  if (node.type !== 'hardBreak') {
    return { type: isCode(node) ? 'inlineCode' : 'text', value: node.text ?? '' }
  }
  // Two breaks of Markdown in a row would be a blank line, which ends the paragraph; and readers drop
  // the whitespace after one, even in code.
  const next = nodes[at + 1]
  const isHtml = inOneLine || next?.type === 'hardBreak' || /^\s/.test(next?.text ?? '')
  return isHtml ? html('<br>') : { type: 'break' }
}
