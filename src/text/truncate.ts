import { defang, workLimit } from './defang.ts'
import type { Dialect } from './dialect.ts'
import { startMeter } from './markdown/meter.ts'
import { fenceOf } from './markdown/preformatted.ts'

/** Rounds to find out how much fits. Each reads the text anew, and all together may cost half as much again as one. */
const rounds = 3

/**
 * Returns defanged Markdown in at most `limit` UTF-16 units (no tracker counts more of them), with
 * `note` at its end if it did not fit. It ends with a paragraph if that keeps half of it, or else a
 * line, a word, a character. What the cut leaves open is closed, so that a line may still follow.
 * `footer` is never cut: it stands after all of that.
 */
export function truncate(
  markdown: string,
  limit: number,
  { footer, ...how }: { note: string; dialect: Dialect; footer?: string | undefined },
): { text: string; cut: boolean } {
  if (!footer) return shortened(markdown, limit, how)
  const end = `\n\n${footer}`
  const { text, cut } = shortened(markdown, limit - end.length, how)
  return { text: text.trimEnd() + end, cut }
}

function shortened(
  markdown: string,
  limit: number,
  { note, dialect }: { note: string; dialect: Dialect },
): { text: string; cut: boolean } {
  if (markdown.length <= limit) return { text: markdown, cut: false }
  const end = `\n\n${note}`
  const room = limit - end.length
  const meter = startMeter(1.5 * workLimit)
  let size = room
  for (let round = 0; round < rounds && size > 0; round += 1) {
    // A cut may bare what was closed: a fence, a <details>, a code span with a name in it.
    const start = defang(startOf(markdown, size), dialect, meter).trimEnd()
    if (start.length <= room) return { text: start + end, cut: true }
    size = Math.floor((size * room) / start.length) - 10
  }
  return { text: asCode(markdown, room) + (room > 0 ? end : upTo(note, limit)), cut: true }
}

/** Text that grows with each round is shown as it is written. */
function asCode(markdown: string, room: number): string {
  for (let size = room - 10; size > 0; size = Math.floor(size / 2)) {
    const code = fenceOf(startOf(markdown, size))
    if (code.length <= room) return code
  }
  return ''
}

/** Returns a text on one line, without control characters, in at most `limit` UTF-16 units. */
export function oneLine(text: string, limit: number): string {
  const line = text.replace(/[\s\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()
  if (line.length <= limit) return line
  return limit > 0 ? `${upTo(line, limit - 1).trimEnd()}…` : ''
}

/**
 * Returns a label on one line. A long one ends in a hash of the whole, as two may begin alike. One
 * that looks like our own marker, `lockstep-` and an id, is changed.
 */
export function labelText(label: string, limit: number): string {
  const line = oneLine(label, Number.POSITIVE_INFINITY)
  const ours = line.replace(/^lockstep-(?=[\da-f-]{8})/iu, 'lockstep~')
  if (ours.length <= limit) return ours
  const end = `~${hash(label)}`
  return upTo(upTo(ours, limit - end.length).trimEnd() + end, limit)
}

/**
 * Returns at most `size` characters of a text. They end with a paragraph, else a line, else a word,
 * if one ends in their second half.
 */
export function startOf(text: string, size: number): string {
  const start = upTo(text, size)
  for (const end of ['\n\n', '\n\r\n', '\n', ' ']) {
    const at = start.lastIndexOf(end)
    if (at >= size / 2) return start.slice(0, at)
  }
  return start
}

/** Returns the first characters that fit, and no half of a surrogate pair. */
function upTo(text: string, limit: number): string {
  const start = text.slice(0, Math.max(0, limit))
  // A pattern for the end would go through the whole text.
  return /[\uD800-\uDBFF]/.test(start.slice(-1)) ? start.slice(0, -1) : start
}

/**
 * Returns FNV-1a over UTF-16 units, folded to six hexadecimal digits.
 * http://www.isthe.com/chongo/tech/comp/fnv/
 */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return ((value >>> 24) ^ (value & 0xffffff)).toString(16).padStart(6, '0')
}
