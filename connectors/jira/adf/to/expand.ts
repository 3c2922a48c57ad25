import type { Element, ElementContent } from 'hast'
import { type AdfNode, paragraph } from '../document.ts'
import { isBlank, plainText } from './plain-text.ts'

/** Longer than this, in UTF-16 units, a summary is text rather than a title. */
const titleLimit = 255

/**
 * The expand that a `<details>` is, its title the summary that it begins with; `blocksOf` gives the blocks of the rest,
 * and of any other summary.
 */
export function expandOf(
  { children }: Element,
  type: 'expand' | 'nestedExpand',
  blocksOf: (children: ElementContent[]) => AdfNode[],
): AdfNode {
  const first = children.findIndex((child) => !isBlank(child))
  const title = titleOf(children[first])
  const content = blocksOf(title === null ? children : children.slice(first + 1))
  const shown = content.length > 0 ? content : [paragraph([])]
  return { type, attrs: { title: title ?? '' }, content: shown }
}

function titleOf(summary: ElementContent | undefined): string | null {
  if (summary?.type !== 'element' || summary.tagName !== 'summary') return null
  const line = plainText(summary, ' ').replace(/[ \t\n\f\r]+/g, ' ')
  return line.length > titleLimit ? null : line.trim()
}
