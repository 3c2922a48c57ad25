import { type Meter, spend } from './meter.ts'

/** A stretch of a text. */
export interface Range {
  readonly start: number
  readonly end: number
}

const host = /(?:[^\s\p{P}\p{S}]|[-._])*/uy
const untilBlank = /[^ \t\n\r<]*/y

/**
 * Returns the address that GitHub links as it stands, whose `://` or `www.` is at `index`, or null.
 * It runs to the next blank, whatever is in it, less punctuation at its end.
 * https://github.github.com/gfm/#autolinks-extension-
 */
export function addressAt(text: string, index: number, meter: Meter): Range | null {
  if (text[index] === ':') {
    const scheme = schemeBefore(text, index)
    return scheme
      ? addressFrom(text, index - scheme.length, hostAt(text, index + 3, meter), 1)
      : null
  }
  const starts = index === 0 || /[ \t\n\r*_~(]/.test(text.charAt(index - 1))
  return starts && text.startsWith('www.', index)
    ? addressFrom(text, index, hostAt(text, index, meter), 2)
    : null
}

/** Letters before the scheme make it another word. */
function schemeBefore(text: string, colon: number): string {
  if (!text.startsWith('//', colon + 1)) return ''
  const before = text.slice(Math.max(0, colon - 6), colon)
  return /(?<![a-z])(?:https?|ftp)$/i.exec(before)?.[0] ?? ''
}

function addressFrom(text: string, start: number, host: Range, least: number): Range | null {
  const names = text.slice(host.start, host.end).split('.')
  if (/^[-._]|^$/.test(names[0] ?? '')) return null
  if (names.length < least || names.slice(-2).some((name) => name.includes('_'))) return null
  return { start, end: trimmedEnd(text, start, endOf(untilBlank, text, host.end)) }
}

/** What is no address is read again from each of its dots. */
function hostAt(text: string, start: number, meter: Meter): Range {
  const end = endOf(host, text, start)
  spend(meter, 4 + (end - start) / 100)
  return { start, end }
}

/** Takes off punctuation, references such as `&copy;`, and parentheses that were not opened. */
function trimmedEnd(text: string, start: number, blank: number): number {
  let end = blank
  let open = 0
  for (let at = start; at < end; at += 1) {
    if (text[at] === '(') open += 1
    else if (text[at] === ')') open -= 1
  }
  for (; end > start; end -= 1) {
    const last = text.charAt(end - 1)
    if (last === ';') end = referenceStart(text, start, end - 1) + 1
    else if (last === ')' && open < 0) open += 1
    else if (!'?!.,:*_~\'"'.includes(last)) break
  }
  return end
}

function referenceStart(text: string, start: number, semicolon: number): number {
  let at = semicolon - 1
  while (at > start && /[a-z]/i.test(text.charAt(at))) at -= 1
  return at < semicolon - 1 && text[at] === '&' ? at : semicolon
}

function endOf(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index
  pattern.test(text)
  return pattern.lastIndex
}
