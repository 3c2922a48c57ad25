import { codeSpan } from './code-span.ts'
import { isSame } from './document.ts'
import { leafText } from './leaves.ts'
import { addressOf, linkText } from './links.ts'
import { attr, type ReadNode } from './read.ts'
import { sealed } from './sealed.ts'

/** How a line may break, and whether it stands in a table, where a `|` would end it. */
export interface LineRules {
  readonly lineBreak: string
  readonly inTable: boolean
}

/** The marks that Markdown or HTML has, and where one may stand in the other the outer ones first. */
const kinds = ['link', 'strong', 'em', 'strike', 'underline', 'subsup', 'code']
const signs: Record<string, string> = { strong: '**', em: '_', strike: '~~' }
const tags: Record<string, string> = { strong: 'strong', em: 'em', strike: 'del', underline: 'ins' }

/** Beside these, Markdown reads a sign as the start or end of a mark whatever stands within it. */
const freeBefore = /(?:^|(?![\\*_~`!&[<])[\s\p{P}\p{S}])$/u
const freeAfter = /^(?:$|(?![\\*_~`])[\s\p{P}\p{S}])/u

/**
 * A line of text as Markdown: text as it is, so that what a person wrote comes out to the letter; marks as Markdown where
 * that is sure to be read so, and as HTML elsewhere.
 */
export function lineText(content: readonly ReadNode[], rules: LineRules): string {
  const texts = content.map((node, index) => {
    const text = node.type === 'hardBreak' ? breakBefore(content[index + 1], rules) : leafText(node)
    const marks = node.type === 'hardBreak' ? [] : node.marks
    return { ...node, text, marks: kinds.flatMap((kind) => firstOf(marks, kind)) }
  })
  const shown = texts.filter(({ text }) => text !== '')
  return marked(shown, '', '', rules)
}

/** Blanks at the start of a line are not read, not even in code. */
function breakBefore(next: ReadNode | undefined, { lineBreak }: LineRules): string {
  return next && /^\s/.test(leafText(next)) ? '<br>' : lineBreak
}

function firstOf(marks: readonly ReadNode[], kind: string): ReadNode[] {
  return marks.filter(({ type }) => type === kind).slice(0, 1)
}

/** Of the marks that begin at a text, the one that reaches farthest holds the others. */
function marked(
  nodes: readonly ReadNode[],
  before: string,
  after: string,
  rules: LineRules,
): string {
  let line = ''
  for (let start = 0, end = 0; start < nodes.length; start = end) {
    const { mark, reach } = outermost(nodes, start)
    end = start + reach
    const own = nodes.slice(start, end)
    if (mark) {
      const left = start > 0 ? edge(nodes[start - 1]) : before
      const right = end < nodes.length ? edge(nodes[end]) : after
      const inner = own.map((node) => without(node, mark))
      line = sealed(line) + wrap(mark, marked(inner, '.', '.', rules), left, right, rules)
    } else line = (own[0]?.type === 'hardBreak' ? sealed(line) : line) + (own[0]?.text ?? '')
  }
  return line
}

/** What stands beside a mark. The signs of another mark count as a full stop. */
function edge(node: ReadNode | undefined): string {
  return node && node.marks.length > 0 ? '.' : (node?.text ?? '')
}

function outermost(nodes: readonly ReadNode[], start: number) {
  let best: { mark: ReadNode | undefined; reach: number } = { mark: undefined, reach: 1 }
  const marks = nodes[start]?.marks ?? []
  for (const mark of marks) {
    let end = start + 1
    while (reaches(mark, nodes[end])) end += 1
    // Nothing is marked up within code.
    const isInner = mark.type === 'code' && marks.length > 1
    if (!isInner && (!best.mark || end - start > best.reach)) best = { mark, reach: end - start }
  }
  return best
}

function reaches(mark: ReadNode, node: ReadNode | undefined): boolean {
  const alone = mark.type !== 'code' || node?.marks.length === 1
  return alone && node?.marks.some((other) => isSame(mark, other)) === true
}

function without(node: ReadNode, mark: ReadNode): ReadNode {
  return { ...node, marks: node.marks.filter((other) => !isSame(mark, other)) }
}

function wrap(
  mark: ReadNode,
  inner: string,
  left: string,
  right: string,
  rules: LineRules,
): string {
  if (mark.type === 'code') return codeSpan(inner, left, right, rules.inTable)
  const text = inner.trim()
  if (text === '') return inner
  const lead = inner.slice(0, inner.indexOf(text))
  const tail = inner.slice(lead.length + text.length)
  return `${lead}${signed(mark, sealed(text), lead || left, tail || right)}${tail}`
}

function signed(mark: ReadNode, text: string, before: string, after: string): string {
  if (mark.type === 'link') {
    const address = addressOf(mark.attrs.href)
    return address === null ? text : linkText(text, address, before, after)
  }
  const sign = signs[mark.type]
  const free = freeBefore.test(before) && freeAfter.test(after)
  if (sign && free && !text.includes(sign.charAt(0))) return `${sign}${text}${sign}`
  const tag =
    mark.type === 'subsup' ? (attr(mark, 'type') === 'sup' ? 'sup' : 'sub') : tags[mark.type]
  return `<${tag}>${text}</${tag}>`
}
