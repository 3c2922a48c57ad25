import { attr, type ReadNode } from './read.ts'

const lastNumber = 999_999_999

/**
 * A list of any kind; `itemText` gives the Markdown of an item, told the sign of this list. `taken` are the signs of the
 * lists before and around it, with which it would be read as one.
 */
export function listText(
  list: ReadNode,
  taken: readonly string[],
  itemText: (item: ReadNode, sign: string) => string,
): string {
  const signs = list.type === 'orderedList' ? ['.', ')'] : ['-', '*', '+']
  const sign = signs.find((one) => !taken.includes(one)) ?? ''
  const items = list.content.map((item, index) => {
    const text = itemText(item, sign)
    // A list of tasks may hold another, which belongs to the task before it.
    if (item.type === 'taskList') return `  ${indented(text, 2)}`
    const mark = list.type === 'orderedList' ? `${numberOf(list, index)}${sign}` : sign
    return text === '' ? mark : `${mark} ${indented(`${box(item)}${text}`, mark.length + 1)}`
  })
  return items.join('\n')
}

/** The sign of a list, from its text. */
export function signOf(list: string): string {
  return /^\d*([-*+.)])/.exec(list)?.[1] ?? ''
}

function numberOf({ attrs }: ReadNode, index: number): number {
  const first = typeof attrs.order === 'number' && attrs.order >= 0 ? Math.trunc(attrs.order) : 1
  return Math.min(first + index, lastNumber)
}

function box(item: ReadNode): string {
  if (item.type !== 'taskItem' && item.type !== 'blockTaskItem') return ''
  return attr(item, 'state') === 'DONE' ? '[x] ' : '[ ] '
}

function indented(text: string, width: number): string {
  return text.replace(/\n(?=[^\n])/g, `\n${' '.repeat(width)}`)
}
