import { gfmToMarkdown } from 'mdast-util-gfm'
import { defaultHandlers, type Options, toMarkdown } from 'mdast-util-to-markdown'
import { blocks } from './blocks.ts'
import { plainParagraphs } from './plain-paragraphs.ts'
import { readNode } from './read-node.ts'

/** Two spaces are easier on the eye than a backslash. The library knows where neither may stand. */
const lineBreak: typeof defaultHandlers.break = (...args) =>
  defaultHandlers.break(...args).replace('\\', '  ')

const options: Options = {
  extensions: [gfmToMarkdown({ tablePipeAlign: false })],
  bullet: '-',
  rule: '-',
  listItemIndent: 'one',
  handlers: { break: lineBreak },
}

/**
 * Returns a document as Markdown, with HTML for what Markdown lacks. A document of nothing but plain
 * paragraphs comes back as its text, to the letter; anything else is rendered by
 * mdast-util-to-markdown. Never throws: what is no node gives the text in it, or nothing.
 */
export function adfToMarkdown(document: unknown): string {
  const root = readNode(document)
  const plain = plainParagraphs(root)
  return plain ?? toMarkdown({ type: 'root', children: blocks([root]) }, options).trimEnd()
}
