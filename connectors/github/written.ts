const names = new Map([
  [':', 'colon'],
  ['/', 'sol'],
  ['.', 'period'],
])

/**
 * A pattern of a text, in lower case, as Markdown may write it: each character itself, escaped, or as a reference. Such as
 * `&#x2F;` for a slash, which every renderer knows: https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
export function written(text: string): string {
  return text.replace(/[a-z:/.]/g, writtenAs)
}

function writtenAs(character: string): string {
  const code = character.charCodeAt(0)
  const name = names.get(character)
  const references = [`#0*${code}`, `#x0*${code.toString(16)}`, ...(name ? [name] : [])]
  const itself = `\\\\?${character.replace('.', '\\.')}`
  return `(?:${itself}|&(?:${references.join('|')});)`
}
