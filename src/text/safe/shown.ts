import { decodeReferences } from '../markdown/references.ts'

/** What a reader sees of a source, and for each character where in the source it ends. */
export interface Shown {
  text: string
  readonly ends: number[]
}

const units = {
  markdown: /\\[!-/:-@[-`{-~]|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});|[^&\\]+|[\s\S]/gi,
  html: /&(?:#\d+|#x[\da-f]+);?|&[a-z][a-z\d]*;|[^&]+|&/gi,
}

/** Adds what is seen of a stretch of source: references decoded, and in Markdown no backslashes. */
export function readShown(
  source: string,
  start: number,
  end: number,
  unit: keyof typeof units,
  into: Shown,
): void {
  if (start >= end) return
  for (const { 0: text, index } of source.slice(start, end).matchAll(units[unit])) {
    const from = start + index
    const after = from + text.length
    if (text.length > 1 && text[0] === '&') show(into, decodeReferences(text), after, after)
    else show(into, text, from + 1, after)
  }
}

/** Adds text whose characters end at `first` and on, but none later than `last`. */
function show(into: Shown, text: string, first: number, last: number): void {
  into.text += text
  for (let index = 0; index < text.length; index += 1) into.ends.push(Math.min(first + index, last))
}
