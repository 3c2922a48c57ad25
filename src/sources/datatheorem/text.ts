/**
 * Makes line breaks of the two characters `\n`, which end lines in Data Theorem's descriptions and recommendations. In a
 * Windows path they begin a name, and stay.
 */
export function withLineBreaks(text: string): string {
  const words = text.replaceAll('\\r\\n', '\\n').split(/(\s+)/)
  return words.map((word) => word.replace(isPath(word) ? afterSentence : breaks, '\n')).join('')
}

const breaks = /(?<!\\)\\n/g
/** No name ends with these: the path is over. */
const afterSentence = /(?<=[.,;!?)"'])\\n/g

/** Whether a word begins with a drive or a host, or has a part that `\n` cannot have begun. */
function isPath(word: string): boolean {
  const [first = '', ...parts] = word.split('\\')
  if (/^\W?[a-z]:$/i.test(first) || /^\W?\\\\\w/.test(word)) return true
  return parts.some((part) => /^[\w$]/.test(part) && !part.startsWith('n'))
}
