import { cut } from '../../src/text/truncate.ts'
import { quietLinks } from './links.ts'
import { marker } from './marker.ts'

/** GitHub refuses longer bodies: "body is too long (maximum is 65536 characters)". */
export const bodyLimit = 65_536
/** GitHub's messages speak of 256 characters; more have been accepted, and refused. */
export const titleLimit = 256
/** Characters in a label's name. */
export const labelLimit = 50

/**
 * Markdown as it is sent: links quiet, cut to GitHub's limit, `key` at its end. `note` says where
 * the rest is.
 */
export function render(
  markdown: string,
  key: string,
  note: string,
): { text: string; cut: boolean } {
  const end = marker(key)
  const fitting = cut(quietLinks(markdown), bodyLimit - end.length, { note })
  return { text: fitting.text.trimEnd() + end, cut: fitting.cut }
}

/**
 * Whether two texts are the same but for line ends and blanks at the end of lines, which GitHub
 * may change.
 */
export function sameText(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

function plain(text: string): string {
  return text.replace(/[^\S\n]+(?=\n|$)/g, '').trim()
}
