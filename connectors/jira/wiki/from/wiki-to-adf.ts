// One file: one reader, whose blocks hold blocks.

import { tooDear } from '../../../../src/text/defang.ts'
import {
  type AdfDocument,
  type AdfNode,
  documentOf,
  paragraph,
  textNode,
} from '../../adf/document.ts'
import { readInline } from './inline.ts'
import { isItem, listsOf } from './lists.ts'
import { isRow, tableOf } from './tables.ts'

/** Quotes and panels nested deeper than this are text. */
const maxDepth = 10

/** A longer text is shown as it is written. Jira's own limit is 32,767 characters, unless its administrators raise it. */
const longest = 100_000

/** Returns a text in wiki notation as a document. What is not known of the notation is text; nothing throws. */
export function wikiToAdf(wiki: string): AdfDocument {
  if (wiki.length > longest)
    return documentOf([paragraph([textNode(tooDear)]), codeOf('', wiki.replace(/\r\n?/g, '\n'))])
  return documentOf(blocksOf(wiki.replace(/\r\n?/g, '\n'), 0))
}

/** Macros that hold text as it is, and those that hold blocks. */
const macro = /\{(code|noformat|quote|panel)(?::([^{}\n]{0,500}))?\}/g

function blocksOf(text: string, depth: number): AdfNode[] {
  const blocks: AdfNode[] = []
  const absent = new Set<string>()
  let start = 0
  macro.lastIndex = 0
  for (let found = macro.exec(text); found; found = macro.exec(text)) {
    const [open, name = '', options = ''] = found
    const close = `{${name}}`
    const from = found.index + open.length
    if (text[found.index - 1] === '\\' || depth >= maxDepth || absent.has(close)) continue
    const end = text.indexOf(close, from)
    // To look for it again at each macro would take the square of the text.
    if (end < 0) absent.add(close)
    if (end < 0) continue
    blocks.push(...linesOf(text.slice(start, found.index)))
    blocks.push(...macroOf(name, options, text.slice(from, end), depth))
    start = end + close.length
    macro.lastIndex = start
  }
  return [...blocks, ...linesOf(text.slice(start))]
}

function macroOf(name: string, options: string, inside: string, depth: number): AdfNode[] {
  if (name === 'code' || name === 'noformat') return [codeOf(options, inside)]
  const { lastIndex } = macro
  const content = blocksOf(inside, depth + 1)
  macro.lastIndex = lastIndex
  if (name === 'quote') return content.length > 0 ? [{ type: 'blockquote', content }] : []
  const [, title = ''] = /(?:^|\|)title=([^|]*)/.exec(options) ?? []
  return title ? [paragraph([textNode(title, [{ type: 'strong' }])]), ...content] : content
}

function codeOf(options: string, inside: string): AdfNode {
  const [, language = ''] = /^([\w+#.-]+)(?:\||$)/.exec(options) ?? []
  const text = inside.replace(/^\n/, '').replace(/\n$/, '')
  return {
    type: 'codeBlock',
    ...(language && { attrs: { language } }),
    ...(text && { content: [textNode(text)] }),
  }
}

/** The blocks of lines without macros. */
function linesOf(text: string): AdfNode[] {
  const lines = text.split('\n')
  const blocks: AdfNode[] = []
  let run: string[] = []
  const endRun = () => {
    const content = readInline(run.join('\n').trimEnd())
    if (content.length > 0) blocks.push(paragraph(content))
    run = []
  }
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    const taken = takeLines(lines, at)
    if (taken || line.trim() === '') endRun()
    if (taken) blocks.push(...taken.blocks)
    else if (line.trim() !== '') run.push(line)
    at += taken?.count ?? 1
  }
  endRun()
  return blocks
}

interface Taken {
  readonly blocks: readonly AdfNode[]
  /** How many lines they are. */
  readonly count: number
}

/** The block that begins with a line of its own kind; null for a line of a paragraph. */
function takeLines(lines: readonly string[], at: number): Taken | null {
  const line = lines[at] ?? ''
  const [, level, title = ''] = /^\s*h([1-6])\.\s+(.*)$/.exec(line) ?? []
  if (level)
    return one({ type: 'heading', attrs: { level: Number(level) }, content: readInline(title) })
  const [, quoted] = /^\s*bq\.\s+(.*)$/.exec(line) ?? []
  if (quoted) return one({ type: 'blockquote', content: [paragraph(readInline(quoted))] })
  if (/^\s*-{4,}\s*$/.test(line)) return one({ type: 'rule' })
  if (isItem(line)) return takeWhile(lines, at, listsOf)
  return isRow(line) ? takeWhile(lines, at, tableOf) : null
}

function one(block: AdfNode): Taken {
  return { blocks: [block], count: 1 }
}

/** A list or a table goes on to the next blank line. */
function takeWhile(
  lines: readonly string[],
  at: number,
  blocksOfLines: (lines: readonly string[]) => readonly AdfNode[],
): Taken {
  let end = at
  while (end < lines.length && lines[end]?.trim() !== '') end += 1
  return { blocks: blocksOfLines(lines.slice(at, end)), count: end - at }
}
