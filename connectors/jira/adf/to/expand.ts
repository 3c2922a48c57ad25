import type { Element, ElementContent } from 'hast'
import { type AdfNode, paragraph } from '../document.ts'
import { isBlank, plainText } from './plain-text.ts'

/** A summary longer than this, in UTF-16 units, becomes text: Jira shows a title on one line. */
const titleLimit = 255

/**
 * Returns the expand for a `<details>`. Its title is the summary, if that comes first. `blocksOf`
 * gives the blocks of the rest.
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
