import { neutralise } from './defang.ts'

/**
 * Neutralised Markdown in at most `limit` UTF-16 units (no tracker counts more of them), with `note` at its end where it
 * did not fit. It ends with a paragraph where that keeps half of it, or else a line, a word, a character; what the cut
 * leaves open is closed, so that a line may still be put after it.
 */
export function cut(
  markdown: string,
  limit: number,
  { note }: { note: string },
): { text: string; cut: boolean } {
  if (markdown.length <= limit) return { text: markdown, cut: false }
  const end = `\n\n${note}`
  const room = limit - end.length
  let size = room
  for (let round = 0; round < 20 && size > 0; round += 1) {
    // A cut may bare what was closed: a fence, a <details>, a code span with a name in it.
    const start = neutralise(startOf(markdown, size)).trimEnd()
    if (start.length <= room) return { text: start + end, cut: true }
    size = Math.floor((size * room) / start.length) - 1
  }
  return { text: upTo(note, limit), cut: true }
}

/** A text on one line and without control characters, such as those that reverse it, in at most `limit` UTF-16 units. */
export function oneLine(text: string, limit: number): string {
  const line = text.replace(/[\s\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()
  if (line.length <= limit) return line
  return limit > 0 ? `${upTo(line, limit - 1).trimEnd()}…` : ''
}

/**
 * A label on one line. One that is cut ends in a hash of the whole, as two long labels may begin alike; one that would
 * pass for our own marker, `lockstep-` and an id, does not.
 */
export function labelText(label: string, limit: number): string {
  const line = oneLine(label, Number.POSITIVE_INFINITY)
  const ours = line.replace(/^lockstep-(?=[\da-f-]{8})/iu, 'lockstep~')
  if (ours.length <= limit) return ours
  const end = `~${hash(label)}`
  return upTo(upTo(ours, limit - end.length).trimEnd() + end, limit)
}

/** The text up to a paragraph's, a line's or a word's end, the first of them to be found in its second half. */
export function startOf(text: string, size: number): string {
  const start = upTo(text, size)
  for (const end of ['\n\n', '\n\r\n', '\n', ' ']) {
    const at = start.lastIndexOf(end)
    if (at >= size / 2) return start.slice(0, at)
  }
  return start
}

/** The first characters that fit, none of them half. */
function upTo(text: string, limit: number): string {
  const start = text.slice(0, Math.max(0, limit))
  return /[\uD800-\uDBFF]$/.test(start) ? start.slice(0, -1) : start
}

/** FNV-1a over UTF-16 units, folded to six hexadecimal digits. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return ((value >>> 24) ^ (value & 0xffffff)).toString(16).padStart(6, '0')
}
