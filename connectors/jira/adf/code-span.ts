import { unlinked } from './links.ts'

/** Code in a line of Markdown, or as HTML where backticks or a table's pipes could be read otherwise. */
export function codeSpan(code: string, before: string, after: string, inTable: boolean): string {
  const line = code.replace(/[\r\n]+/g, ' ')
  if (/[`\\]$/.test(before) || after.startsWith('`') || (inTable && line.includes('|'))) {
    return `<code>${unlinked(line, asReferences)}</code>`
  }
  let longest = 0
  for (const [run] of line.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  const marks = '`'.repeat(longest + 1)
  const blank = /^`|`$|^ .*[^ ].* $/.test(line) ? ' ' : ''
  return `${marks}${blank}${line}${blank}${marks}`
}

function asReferences(code: string): string {
  return code.replace(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
