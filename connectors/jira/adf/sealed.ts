/** The same text, with the backslash escaped that would escape a sign put after it. */
export function sealed(text: string): string {
  let start = text.length
  while (text[start - 1] === '\\') start -= 1
  return (text.length - start) % 2 === 1 ? `${text}\\` : text
}
