import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defang } from '../../../src/text/defang.ts'
import { plainDialect } from '../../../src/text/dialect.ts'
import { hostileText } from '../../../test/text/hostile-text.ts'
import { type Node, problemsOf, wordsIn, wordsOf } from '../../../test/trackers/jira/adf/adf.ts'
import { signDocument, signText } from '../../../test/trackers/jira/adf/documents.ts'
import { mixedText } from '../../../test/trackers/jira/adf/mixed-text.ts'
import { markdownToAdf } from '../text/markdown-to-adf.ts'
import { adfToMarkdown } from './from/adf-to-markdown.ts'
import { plainParagraphs } from './from/plain-paragraphs.ts'
import { readNode } from './from/read-node.ts'

const whole = (markdown: string) =>
  markdownToAdf(markdown, Number.MAX_SAFE_INTEGER, 'There is more.').document
const again = (document: unknown) => whole(adfToMarkdown(document))

/** All that a document made of Markdown consists of: no one is mentioned, nothing is embedded. */
const known = [
  ...['doc', 'paragraph', 'heading', 'rule', 'blockquote', 'codeBlock', 'expand', 'nestedExpand'],
  ...['bulletList', 'orderedList', 'listItem', 'table', 'tableRow', 'tableHeader', 'tableCell'],
  ...['text', 'hardBreak'],
]

describe('whatever a finding says,', () => {
  it("Atlassian's schema has nothing against the document", () => {
    fc.assert(
      fc.property(mixedText, (text) => {
        expect(problemsOf(whole(text))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('every word that it shows is in the document, in order and once', () => {
    fc.assert(
      fc.property(mixedText, (text) => {
        expect(wordsIn(whole(text))).toEqual(wordsOf(text))
      }),
      { numRuns: 150 },
    )
  })

  it('the document mentions nobody, and its links lead to http, https and mailto only', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const { type, marks = [] } of nodesOf(whole(defang(text, plainDialect)))) {
          expect(known).toContain(type)
          for (const mark of marks)
            if (mark.type === 'link') expect(mark.attrs?.href).toMatch(/^(https?:\/\/.|mailto:.)/i)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('a document that goes to Markdown and back is the same from the second time on,', () => {
  it.each([
    'a **b `c` d** e',
    '<p>**`a` b** c</p>',
    '<p>a\\<b>b\\</b></p>',
    '<table><tr><td>a<td>b</table>',
    '<table><tr><th><ul><li>a<li>b</ul><th><pre>c | d</pre></table>',
    'a<br><br>b',
    '<table><tr><td><code>a\\|b</code></table>',
    '# \\\\\\\\\\*x',
    '# &amp;amp;lt;b&amp;amp;gt;',
    '    a\n\n\\+',
    '## a \\#',
    '<p>*a@b.example*</p>',
  ])('such as %j', (text) => {
    expectStable(again(whole(text)))
  })

  it('whatever a finding says', () => {
    fc.assert(
      fc.property(mixedText, (text) => expectStable(again(whole(text)))),
      { numRuns: 60 },
    )
  })

  it('whatever signs are in it', () => {
    fc.assert(
      fc.property(signText, (text) => expectStable(again(whole(text)))),
      { numRuns: 200 },
    )
  })

  it('whatever it is, made by Jira', () => {
    fc.assert(
      fc.property(signDocument, (document) => expectStable(again(document))),
      { numRuns: 100 },
    )
  })
})

/** Nothing but plain paragraphs is text to the letter: what looks like Markdown in it is read as such. */
function expectStable(document: unknown): void {
  if (plainParagraphs(readNode(document)) !== null) return
  expect(again(document)).toEqual(document)
}

function* nodesOf(node: Node): Generator<Node> {
  yield node
  for (const child of node.content ?? []) yield* nodesOf(child)
}
