import fc from 'fast-check'
import type { Node } from './adf.ts'

const signs = [
  ...['\\', '*', '**', '***', '_', '`', '``', '~', '~~', '[', ']', '|', '#', '# ', '- ', '1. '],
  ...['> ', '>', '<', ':', '!', '"', '^', '@', '---', '===', '[^a]', '(x)', '|-|-|\n'],
  ...['<b>', '</b>', '<br>', '<!--', '-->', '<details>', '</details>', '<table>', '<td>'],
  ...['&', '&amp;', '&lt;', '&#38;', 'https://e.example', 'a@b.example', 'www.e.example'],
  ...['(https://e.example/a)', 'a', 'b ', ' ', '\n', '\n\n', '\t', '    '],
]

/** Signs that mean something to Markdown or HTML, in any order. */
export const signText = fc
  .array(fc.constantFrom(...signs), { minLength: 1, maxLength: 16 })
  .map((parts) => parts.join(''))

const marks = fc.subarray(['strong', 'em', 'strike', 'code', 'underline'].map(nodeOf))
const inline = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('text'), text: signText, marks }) },
  fc.tuple(signText, fc.constantFrom('https://e.example/x', 'mailto:a@b.example')).map(linked),
  fc.constant(nodeOf('hardBreak')),
  signText.map((text) => ({ type: 'mention', attrs: { id: '1', text } })),
)
const line = fc.array(inline, { minLength: 1, maxLength: 4 })

const { block } = fc.letrec<{ block: Node; blocks: Node[] }>((tie) => ({
  blocks: fc.array(tie('block'), { minLength: 1, maxLength: 2 }),
  block: fc.oneof(
    { depthSize: 'small' },
    line.map((content) => ({ type: 'paragraph', content })),
    line.map((content) => ({ type: 'heading', attrs: { level: 2 }, content })),
    signText.map((text) => ({ type: 'codeBlock', content: [{ type: 'text', text }] })),
    tie('blocks').map((content) => ({ type: 'blockquote', content })),
    fc.tuple(signText, tie('blocks')).map(([title, content]) => {
      return { type: 'expand', attrs: { title }, content }
    }),
    fc
      .tuple(fc.constantFrom('bulletList', 'orderedList'), several(tie('blocks')))
      .map(([type, items]) => ({ type, content: items.map(within('listItem')) })),
    several(several(tie('blocks')).map((cells) => cells.map(within('tableCell')))).map((rows) => {
      return { type: 'table', content: rows.map(within('tableRow')) }
    }),
  ),
}))

/** Documents as Jira has them or might, every text in them of `signText`. */
export const signDocument = fc
  .array(block, { minLength: 1, maxLength: 3 })
  .map((content) => ({ version: 1, type: 'doc', content }))

function several<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: 1, maxLength: 2 })
}

function within(type: string) {
  return (content: Node[]): Node => ({ type, content })
}

function nodeOf(type: string): Node {
  return { type }
}

function linked([text, href]: [string, string]): Node {
  return { type: 'text', text, marks: [{ type: 'link', attrs: { href } }] }
}
