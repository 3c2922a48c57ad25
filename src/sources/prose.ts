/** A finding's facts as a Markdown list, those that are known: what a developer needs first, first. */
export function facts(
  pairs: readonly (readonly [name: string, value: string | null | undefined])[],
): string {
  return pairs.flatMap(([name, value]) => (value ? [`- **${name}**: ${value}`] : [])).join('\n')
}

/** Text as code on one line. */
export function code(text: string | null | undefined): string {
  if (!text) return ''
  const line = text.replace(/\s+/g, ' ').trim()
  const marks = '`'.repeat(Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length)) + 1)
  return line.includes('`') ? `${marks} ${line} ${marks}` : `${marks}${line}${marks}`
}

/** A block of code; a fence longer than any in it. */
export function block(text: string | null | undefined, language = ''): string {
  if (!text) return ''
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}\n${fence}`
}

/** Parts of a body that are not empty, a paragraph each. */
export function paragraphs(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter(Boolean).join('\n\n')
}

/** A section with a heading; nothing where it is empty. */
export function section(title: string, text: string | null | undefined): string {
  return text ? `### ${title}\n\n${text}` : ''
}
