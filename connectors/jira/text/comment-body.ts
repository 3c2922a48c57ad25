import { tooDear } from '../../../src/text/defang.ts'
import { fenceOf } from '../../../src/text/markdown/preformatted.ts'
import { adfToMarkdown } from '../adf/from/adf-to-markdown.ts'
import { textIfLarge } from '../adf/from/large-text.ts'

/** Returns a comment's document as Markdown; if it takes too long to render, as its text, after a sentence that says so. */
export function commentBody(document: unknown): string {
  const large = textIfLarge(document)
  return large === null ? adfToMarkdown(document).trimEnd() : `${tooDear}\n\n${fenceOf(large)}`
}
