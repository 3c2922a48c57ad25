import type { Range } from './address.ts'
import { longestRun } from './backticks.ts'
import { decodeReferences } from './references.ts'
import { tagAt } from './tags.ts'

/** How many quotes something is in, and how far its list item is indented. */
export interface Place {
  readonly quotes: number
  readonly indent: number
}

/**
 * Info strings that GitHub draws or offers as a change instead of showing the code.
 * https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/creating-diagrams
 */
const drawn = new Set(['mermaid', 'geojson', 'topojson', 'stl', 'math', 'suggestion'])

/** Returns where the info string is of the fence that `line` begins, if GitHub would draw it. */
export function drawnInfo(line: string): Range | null {
  const [, before = '', info = ''] =
    /^((?:[ \t>]|[-*+] |\d{1,9}[.)] )*(?:`{3,}|~{3,}))([^\n]*)/.exec(line) ?? []
  const [name = ''] = decodeReferences(info)
    .replaceAll('\\', '')
    .trim()
    .split(/[\s{:,]/)
  return drawn.has(name.toLowerCase())
    ? { start: before.length, end: before.length + info.length }
    : null
}

/**
 * Returns the `<pre>` that a text begins with as a fence, and where the element ends. As HTML it
 * would end at the first blank line, and the rest of its code would be Markdown. An open element
 * runs to the end of the text.
 */
export function fenceElement(text: string, place: Place): { fence: string; end: number } {
  const start = tagAt(text, 0)?.end ?? 0
  const close = /<\/pre[\t\n\f\r ]*>/gi
  close.lastIndex = start
  const match = close.exec(text)
  const inner = undent(text.slice(start, match?.index), place).replace(/^\r?\n/, '')
  return {
    fence: fenceOf(codeIn(inner), languageOf(inner)),
    end: match ? close.lastIndex : text.length,
  }
}

/** Returns code between two fences, longer than any run of backticks in it. No line end follows. */
export function fenceOf(code: string, language = ''): string {
  const marks = '`'.repeat(Math.max(2, longestRun(code)) + 1)
  return `${marks}${language}\n${code}${code === '' || code.endsWith('\n') ? '' : '\n'}${marks}`
}

/** Returns the text of the element as a browser shows it. Tags other than `code` are code. */
function codeIn(inner: string): string {
  const open = codeTag(inner)
  const body = open ? inner.slice(open.end).replace(/^\r?\n/, '') : inner
  const code = withoutCodeTags(body.replace(/<\/code[\t\n\f\r ]*>[\t\n\f\r ]*$/i, ''))
  return code.replace(/&(?:#x[\da-f]+|#\d+|[a-z][a-z\d]*);/gi, decodeReferences)
}

function withoutCodeTags(code: string): string {
  let kept = ''
  let from = 0
  for (const { index } of code.matchAll(/<\/?code(?=[\t\n\f\r >])/gi)) {
    const end = index < from ? undefined : tagAt(code, index)?.end
    if (end === undefined) continue
    kept += code.slice(from, index)
    from = end
  }
  return kept + code.slice(from)
}

function languageOf(inner: string): string {
  const open = codeTag(inner)
  const tag = open ? inner.slice(open.start, Math.min(open.end, open.start + 200)) : ''
  const name = /[ "']language-([\w+-]+)/i.exec(tag)?.[1] ?? ''
  return drawn.has(name.toLowerCase()) ? '' : name
}

function codeTag(inner: string): { start: number; end: number } | null {
  const start = /^[\t\n\f\r ]*/.exec(inner)?.[0].length ?? 0
  const tag = tagAt(inner, start)
  return tag?.name === 'code' && !tag.close ? { start, end: tag.end } : null
}

/** Removes the marks of the quotes and the list item from every line but the first. */
function undent(inner: string, { quotes, indent }: Place): string {
  if (quotes === 0 && indent === 0) return inner
  const prefix = quotes > 0 ? `(?: {0,3}> ?){0,${quotes}}` : ` {0,${indent}}`
  return inner.replace(new RegExp(`\n${prefix}`, 'g'), '\n')
}
