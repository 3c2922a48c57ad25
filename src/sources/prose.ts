import { longestRun } from '../text/markdown/backticks.ts'

/** The known facts of a finding as a Markdown list, in the given order. Values are Markdown. */
export function facts(
  pairs: readonly (readonly [name: string, value: string | null | undefined])[],
): string {
  return pairs.flatMap(([name, value]) => (value ? [`- **${name}**: ${value}`] : [])).join('\n')
}

/** Text as code on one line. */
export function code(text: string | null | undefined): string {
  if (!text) return ''
  const line = text.replace(/\s+/g, ' ').trim()
  const marks = '`'.repeat(longestRun(line) + 1)
  return line.includes('`') ? `${marks} ${line} ${marks}` : `${marks}${line}${marks}`
}

/** A block of code, in a fence longer than any in it. */
export function block(text: string | null | undefined, language = ''): string {
  if (!text) return ''
  const fence = '`'.repeat(Math.max(2, longestRun(text)) + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

/** Joins the parts of a body that are not empty, a paragraph each. */
export function paragraphs(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter(Boolean).join('\n\n')
}

/** A section with a heading; empty if its text is. */
export function section(title: string, text: string | null | undefined): string {
  return text ? `### ${title}\n\n${text}` : ''
}
