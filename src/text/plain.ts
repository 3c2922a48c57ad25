/** Marks Markdown up anywhere in a line; `&` only if a reference such as `&lt;` begins there. */
const markup = /[\\`*_[\]<>~|$]|&(?=#|[a-z])/gi
/** Marks Markdown up at the beginning of a line. */
const opening = /^(?:#{1,6}|[-+])(?=\s|$)|^[-=]+(?=\s*$)/
const numbered = /^(\d{1,9})(?=[.)](?:\s|$))/
/** A link, without the punctuation of the sentence around it. */
const link = /(https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]])/

/** Markdown that shows a plain text as it is: nothing in it is markup, and its line breaks stay. */
export function plainText(text: string | null | undefined): string {
  const lines = (text ?? '').replace(/\r\n?/g, '\n').trim().split('\n').map(plainLine)
  return lines.reduce((shown, line, index) => {
    if (index === 0) return line
    const isParagraph = line === '' || lines[index - 1] === ''
    return `${shown}${isParagraph ? '\n' : '\\\n'}${line}`
  }, '')
}

/** The same on one line. */
export function plainLine(text: string | null | undefined): string {
  const line = (text ?? '').trimEnd()
  const [indent = ''] = /^\s*/.exec(line) ?? []
  const words = line.slice(indent.length).replace(/\s/g, ' ')
  // Indented by four spaces, it would be code.
  return '\u00A0'.repeat(indent.length) + escaped(words)
}

function escaped(words: string): string {
  const pieces = words.split(link).map((piece, index) => {
    return index % 2 === 1 ? `<${piece}>` : piece.replace(markup, '\\$&')
  })
  return pieces
    .join('')
    .replace(opening, '\\$&')
    .replace(numbered, (digits) => `${digits}\\`)
}
