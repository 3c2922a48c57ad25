import { type AdfNode, paragraph } from '../../adf/document.ts'
import { readInline } from './inline.ts'

interface Item {
  /** The signs of all lists around it, the innermost last. */
  readonly signs: string
  readonly lines: string[]
}

const item = /^\s*([*#]{1,30}|-)\s+(.*)$/

/** Whether a line begins an item of a list. */
export function isItem(line: string): boolean {
  return item.test(line)
}

/** The lists that lines make. A line without signs of its own goes on with the item before it. */
export function listsOf(lines: readonly string[]): AdfNode[] {
  const items: Item[] = []
  for (const line of lines) {
    const [, signs, text = ''] = item.exec(line) ?? []
    if (signs) items.push({ signs: signs.replace('-', '*'), lines: [text] })
    else items.at(-1)?.lines.push(line)
  }
  return nested(items, 1)
}

function nested(items: readonly Item[], depth: number): AdfNode[] {
  const lists: AdfNode[] = []
  for (let at = 0; at < items.length; ) {
    const sign = items[at]?.signs[depth - 1] ?? '*'
    const isNext = ({ signs }: Item) => (signs[depth - 1] ?? '*') !== sign
    const own = items.slice(at, nextAt(items, at + 1, isNext))
    lists.push({
      type: sign === '#' ? 'orderedList' : 'bulletList',
      content: itemsOf(own, depth),
    })
    at += own.length
  }
  return lists
}

function itemsOf(items: readonly Item[], depth: number): AdfNode[] {
  const nodes: AdfNode[] = []
  for (let at = 0; at < items.length; ) {
    const first = items[at]
    const isHere = first && first.signs.length <= depth
    const from = isHere ? at + 1 : at
    const deeper = items.slice(
      from,
      nextAt(items, from, ({ signs }) => signs.length <= depth),
    )
    const own = isHere ? [paragraph(readInline(first.lines.join('\n').trim()))] : []
    nodes.push({ type: 'listItem', content: [...own, ...nested(deeper, depth + 1)] })
    at = from + deeper.length
  }
  return nodes
}

/** Where the next item is that the test holds for, from `from` on; the number of items if there is none. */
function nextAt(items: readonly Item[], from: number, test: (item: Item) => boolean): number {
  let at = from
  while (at < items.length && !test(items[at] as Item)) at += 1
  return at
}
