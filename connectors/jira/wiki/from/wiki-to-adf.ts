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

/** Returns a text in wiki notation as a document. What is not known of the notation is text; nothing throws. */
export function wikiToAdf(wiki: string): AdfDocument {
  return documentOf(blocksOf(wiki.replace(/\r\n?/g, '\n'), 0))
}

/** Macros that hold text as it is, and those that hold blocks. */
const macro = /\{(code|noformat|quote|panel)(?::([^{}\n]{0,500}))?\}/g

function blocksOf(text: string, depth: number): AdfNode[] {
  const blocks: AdfNode[] = []
  let start = 0
  macro.lastIndex = 0
  for (let found = macro.exec(text); found; found = macro.exec(text)) {
    const [open, name = '', options = ''] = found
    const close = `{${name}}`
    const from = found.index + open.length
    const end = text[found.index - 1] === '\\' ? -1 : text.indexOf(close, from)
    if (end < 0 || depth >= maxDepth) continue
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
    const taken = takeLines(lines.slice(at), line)
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
function takeLines(lines: readonly string[], line: string): Taken | null {
  const [, level, title = ''] = /^\s*h([1-6])\.\s+(.*)$/.exec(line) ?? []
  if (level)
    return one({ type: 'heading', attrs: { level: Number(level) }, content: readInline(title) })
  const [, quoted] = /^\s*bq\.\s+(.*)$/.exec(line) ?? []
  if (quoted) return one({ type: 'blockquote', content: [paragraph(readInline(quoted))] })
  if (/^\s*-{4,}\s*$/.test(line)) return one({ type: 'rule' })
  if (isItem(line)) return takeWhile(lines, listsOf)
  return isRow(line) ? takeWhile(lines, tableOf) : null
}

function one(block: AdfNode): Taken {
  return { blocks: [block], count: 1 }
}

/** A list or a table goes on to the next blank line. */
function takeWhile(
  lines: readonly string[],
  blocksOfLines: (lines: readonly string[]) => readonly AdfNode[],
): Taken {
  const blank = lines.findIndex((line) => line.trim() === '')
  const count = blank < 0 ? lines.length : blank
  return { blocks: blocksOfLines(lines.slice(0, count)), count }
}
