import type { Element, ElementContent, Root } from 'hast'
import type MarkdownIt from 'markdown-it'
import type Token from 'markdown-it/lib/token.mjs'
import { hasHtml, tokenTree } from './token-tree.ts'

/**
 * The element that stands for blocks without HTML. A parser treats it as it treats a paragraph, and
 * no text can hold it: it is not among the tags that are shown.
 */
export const placeholder = { tagName: 'article', attribute: 'dataN' }

/**
 * HTML with placeholders for the blocks that have none in them, and the trees of those blocks. No HTML and one tree of all
 * blocks if none has HTML in it.
 */
export interface SplitHtml {
  readonly html: string
  readonly trees: readonly Root[]
}

/** Splits parsed Markdown, so that a browser's parser, which is slow, reads as little as possible. */
export function splitHtml(tokens: readonly Token[], parser: MarkdownIt, env: object): SplitHtml {
  if (!tokens.some(hasHtml)) return { html: '', trees: [tokenTree(tokens, parser)] }
  const trees: Root[] = []
  const parts: string[] = []
  for (const stretch of stretchesOf(tokens)) {
    if (stretch.some(hasHtml)) parts.push(parser.renderer.render(stretch, parser.options, env))
    else {
      parts.push(`<article data-n="${trees.length}"></article>`)
      trees.push(tokenTree(stretch, parser))
    }
  }
  return { html: parts.join(''), trees }
}

/** Puts the trees in place of their placeholders. A parser may have moved one out of a table. */
export function fillPlaceholders(node: Root | Element, trees: readonly Root[]): void {
  node.children = node.children.flatMap((child) => {
    if (child.type !== 'element') return [child as ElementContent]
    const { tagName, properties } = child
    if (tagName === placeholder.tagName) return blocksIn(trees[Number(properties.dataN)])
    fillPlaceholders(child, trees)
    return [child]
  })
}

function blocksIn(tree: Root | undefined): ElementContent[] {
  return (tree?.children ?? []) as ElementContent[]
}

/** Blocks in a row that all have HTML in them, or all have none. */
function stretchesOf(tokens: readonly Token[]): Token[][] {
  const stretches: Token[][] = []
  let start = 0
  let block = 0
  let isHtml = false
  let before: boolean | null = null
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as Token
    isHtml ||= hasHtml(token)
    if (token.level > 0 || token.nesting > 0) continue
    if (before !== null && isHtml !== before) {
      stretches.push(tokens.slice(start, block))
      start = block
    }
    before = isHtml
    block = index + 1
    isHtml = false
  }
  return [...stretches, tokens.slice(start)]
}
