import { type Dialect, githubDialect } from '../../../src/text/dialect.ts'
import { truncate } from '../../../src/text/truncate.ts'
import { marker } from './marker.ts'

/** GitHub refuses longer bodies: "body is too long (maximum is 65536 characters)". */
const bodyLimit = 65_536
/** GitHub's messages speak of 256 characters; more have been accepted, and refused. */
export const titleLimit = 256
/** Characters in a label's name. */
export const labelLimit = 50

/**
 * Returns defanged Markdown as it is sent: truncated to GitHub's limit, `key` at its end. `note`
 * says where the rest is; `footer` is never cut.
 */
export function render(
  markdown: string,
  key: string,
  how: { note: string; footer?: string | undefined },
): { text: string; cut: boolean } {
  const end = marker(key)
  const limit = bodyLimit - end.length
  const fitting = truncate(markdown, limit, { ...how, dialect: githubDialect() })
  return { text: fitting.text.trimEnd() + end, cut: fitting.cut }
}

/** Returns the dialect of the GitHub whose API is at `url`: an Enterprise Server has links of its own. */
export function dialectOf(url: string): Dialect {
  const host = new URL(url).host.replace(/^api\./, '')
  return githubDialect(host === 'github.com' ? [] : [host])
}

/** A text without what GitHub may change in it: line ends, and blanks at the ends of lines. */
export function plainText(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
}
