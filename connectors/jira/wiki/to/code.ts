import { escapeText } from './escape.ts'

/** The languages that Jira's macro colours. With any other it shows an error. */
const languages = new Set(
  `actionscript ada applescript bash c c# c++ cpp css erlang go groovy haskell html java javascript js json
  lua objc perl php python r ruby scala sh sql swift visualbasic xml yaml`.split(/\s+/),
)

/**
 * Returns a block of code, to the letter. Nothing can be escaped in a macro, so code that would end it stands in
 * another, and code that would end both is written as lines of monospaced text.
 */
export function codeWiki(code: string, language: unknown): string {
  const name = String(language ?? '').toLowerCase()
  if (!/\{code/i.test(code))
    return `{code${languages.has(name) ? `:${name}` : ''}}\n${code}\n{code}`
  if (!/\{noformat/i.test(code)) return `{noformat}\n${code}\n{noformat}`
  const lines = code.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => `{{${escapeText(line)}}}`).join('\n')
}
