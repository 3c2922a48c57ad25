import type { Range } from './address.ts'
import { endOf } from './match.ts'

const linkStart = /\([ \t\n]*/y
const angled = /<(?:\\[\s\S]|[^\\<>\n])*>/y
const title = /[ \t\n]+(?:"(?:\\[\s\S]|[^\\"])*"|'(?:\\[\s\S]|[^\\'])*'|\((?:\\[\s\S]|[^\\()])*\))/y
const linkEnd = /[ \t\n]*\)/y

/** Returns where the parentheses after a link's text end, and the address in them. */
export function linkAt(text: string, index: number): { end: number; address: Range } | null {
  const start = endOf(linkStart, text, index)
  if (start === 0) return null
  const end = text[start] === '<' ? endOf(angled, text, start) : destinationEnd(text, start)
  if (end === 0) return null
  const after = endOf(linkEnd, text, endOf(title, text, end) || end) || endOf(linkEnd, text, end)
  return after > 0 ? { end: after, address: { start, end } } : null
}

/** An address without angle brackets ends at a blank or at a parenthesis that it did not open. */
function destinationEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const sign = text.charAt(at)
    if (sign === '\\' && /[!-/:-@[-`{-~]/.test(text.charAt(at + 1))) at += 1
    else if (sign === '(') depth += 1
    else if (sign === ')' && depth === 0) return at
    else if (sign === ')') depth -= 1
    else if (/[ \t\n\r]/.test(sign)) return at === start ? 0 : at
    if (depth > 32) return 0
  }
  return 0
}
