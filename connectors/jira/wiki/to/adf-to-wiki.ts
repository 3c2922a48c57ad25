import type { AdfDocument, AdfNode } from '../../adf/document.ts'
import { codeWiki } from './code.ts'
import { escapeText } from './escape.ts'
import { inlineWiki } from './inline.ts'

/** Lists nested deeper than this go on at this depth. */
const maxDepth = 20

/** Returns a document in the notation of Jira Data Center. No word of it is lost. */
export function adfToWiki({ content }: AdfDocument): string {
  return blocksWiki(content, '\n\n')
}

function blocksWiki(nodes: readonly AdfNode[] = [], between: string): string {
  return nodes
    .map((node) => blockWiki(node, between))
    .filter(Boolean)
    .join(between)
}

function blockWiki(node: AdfNode, between: string): string {
  const { type, attrs = {}, content = [] } = node
  switch (type) {
    case 'paragraph':
      return inlineWiki(content)
    case 'heading':
      return `h${attrs.level}. ${inlineWiki(content).replaceAll('\n', ' ')}`
    case 'codeBlock':
      return codeWiki(content.map(({ text = '' }) => text).join(''), attrs.language)
    case 'bulletList':
    case 'orderedList':
      return listWiki(node, '')
    case 'blockquote':
      return `{quote}\n${blocksWiki(content, between)}\n{quote}`
    case 'table':
      return content.map(rowWiki).join('\n')
    case 'rule':
      return '----'
    case 'expand':
    case 'nestedExpand':
      return expandWiki(node, between)
    default:
      return blocksWiki(content, between)
  }
}

/** A title and what it hides: Data Center hides nothing. */
function expandWiki({ attrs = {}, content }: AdfNode, between: string): string {
  const title = String(attrs.title ?? '').trim()
  const head = title ? [`{*}${escapeText(title)}{*}`] : []
  return [...head, blocksWiki(content, between)].filter(Boolean).join(between)
}

/** Each item is a line that begins with the signs of all lists around it. A blank line would end the list. */
function listWiki({ type, content = [] }: AdfNode, around: string): string {
  const sign = type === 'orderedList' ? '#' : '*'
  const signs = around.length < maxDepth ? around + sign : around
  return content.map((item) => itemWiki(item, signs)).join('\n')
}

function itemWiki({ content = [] }: AdfNode, signs: string): string {
  const parts = content.map((node) =>
    /List$/.test(node.type) ? listWiki(node, signs) : blockWiki(node, '\n'),
  )
  const [first = '', ...rest] = parts
  const isList = /List$/.test(content[0]?.type ?? '')
  return [isList ? `${signs} \n${first}` : `${signs} ${first}`, ...rest].filter(Boolean).join('\n')
}

/** A merged cell is followed by the empty cells that it covers in its row. */
function rowWiki({ content = [] }: AdfNode): string {
  const cells = content.map((cell) => {
    const sign = cell.type === 'tableHeader' ? '||' : '|'
    const covered = `${sign} `.repeat(Math.max(0, Number(cell.attrs?.colspan ?? 1) - 1))
    return `${sign}${cellWiki(cell)}${covered}`
  })
  const isHead = content.at(-1)?.type === 'tableHeader'
  return `${cells.join('')}${isHead ? '||' : '|'}`
}

/** A block that is no paragraph begins and ends with a line. A colon before the bar would be a face. */
function cellWiki({ content = [] }: AdfNode): string {
  const [start, end] = [content[0], content.at(-1)].map((block) =>
    block && block.type !== 'paragraph' ? '\n' : '',
  )
  const text = blocksWiki(content, '\n').replace(/[:;]$/, '$& ')
  return `${start}${text || ' '}${end}`
}
