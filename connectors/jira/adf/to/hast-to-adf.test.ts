import { describe, expect, it } from 'vitest'
import { defang } from '../../../../src/text/defang.ts'
import { plainDialect } from '../../../../src/text/dialect.ts'
import vendorPayload from '../../../../test/samples/kondukto-create.json' with { type: 'json' }
import { type Node, problemsOf, wordsIn } from '../../../../test/trackers/jira/adf/adf.ts'
import { markdownToAdf } from '../../text/markdown-to-adf.ts'

const limit = 32_767
const note = 'The whole text is attached.'

const blocks = (markdown: string) => markdownToAdf(markdown, limit, note).document.content
const node = (type: string, ...content: unknown[]) => ({ type, content })
const p = (...content: unknown[]) => node('paragraph', ...content)
const h = (level: number, ...content: unknown[]) => ({
  type: 'heading',
  attrs: { level },
  content,
})
const expand = (type: string, title: string, ...content: unknown[]) => ({
  type,
  attrs: { title },
  content,
})
const link = (href: string) => ({ type: 'link', attrs: { href } })
const t = (text: string, ...marks: (string | object)[]) => ({
  type: 'text',
  text,
  ...(marks.length > 0 && {
    marks: marks.map((mark) => (typeof mark === 'string' ? { type: mark } : mark)),
  }),
})
const li = (...content: unknown[]) => node('listItem', ...content)
const hardBreak = { type: 'hardBreak' }
const rule = { type: 'rule' }
const x = link('https://e.example/x')
const sub = { type: 'subsup', attrs: { type: 'sub' } }

const cells = node('tableRow', node('tableCell', p(t('c'))), node('tableCell', p(t('d'))))
const table = node(
  'table',
  node('tableRow', node('tableHeader', p(t('a'))), node('tableHeader', p(t('b')))),
  cells,
)

describe('Markdown and HTML in a document of Jira', () => {
  it.each<[string, string, unknown[]]>([
    ['nothing', '', [p()]],
    ['paragraphs and lines', 'a\nb\n\nc', [p(t('a'), hardBreak, t('b')), p(t('c'))]],
    ['headings', '# a\n\n###### b', [h(1, t('a')), h(6, t('b'))]],
    [
      'emphasis',
      '**a** *b* ~~c~~',
      [p(t('a', 'strong'), t(' '), t('b', 'em'), t(' '), t('c', 'strike'))],
    ],
    ['emphasis in emphasis', '**a *b***', [p(t('a ', 'strong'), t('b', 'strong', 'em'))]],
    ['emphasis by HTML', '<ins>a</ins><sub>b</sub>', [p(t('a', 'underline'), t('b', sub))]],
    ['blanks at the edge of a mark', 'a <b> b </b>', [p(t('a '), t('b', 'strong'))]],
    ['code', '**`a  *b*`** <kbd>c</kbd>', [p(t('a  *b*', 'code'), t(' '), t('c', 'code'))]],
    ['links', '[a **b**](https://e.example/x)', [p(t('a ', x), t('b', x, 'strong'))]],
    ['a link that is code', '[`a`](https://e.example/x)', [p(t('a', x, 'code'))]],
    ['links to nowhere', '[a](javascript:b) [c](/d)', [p(t('[a](javascript:b) c'))]],
    ['an address', '<https://e.example/x>', [p(t('https://e.example/x', x))]],
    [
      'images',
      '![a](https://e.example/x) <img src="https://e.example/x">',
      [p(t('a', x), t(' '), t('https://e.example/x', x))],
    ],
    ['a linked image', '[![a](https://e.example/y)](https://e.example/x)', [p(t('a', x))]],
    ['line breaks', 'a  \nb<br>c<br>', [p(t('a'), hardBreak, t('b'), hardBreak, t('c'))]],
    ['rules', 'a\n\n---\n\n<hr>', [p(t('a')), rule, rule]],
    ['a quote', '> a\n>\n> b', [node('blockquote', p(t('a')), p(t('b')))]],
    [
      'what may not stand in a quote',
      '> # a\n>\n> ---\n>\n> > b',
      [node('blockquote', p(t('a', 'strong')), p(t('———')), p(t('b')))],
    ],
    [
      'a list',
      '- a\n- b\n  - c',
      [node('bulletList', li(p(t('a'))), li(p(t('b')), node('bulletList', li(p(t('c'))))))],
    ],
    ['a numbered list', '1. a', [node('orderedList', li(p(t('a'))))]],
    [
      'a list that starts later',
      '7. a',
      [{ ...node('orderedList', li(p(t('a')))), attrs: { order: 7 } }],
    ],
    [
      'an item that is a list',
      '- - a',
      [node('bulletList', li(p(), node('bulletList', li(p(t('a'))))))],
    ],
    ['an empty item', '-', [node('bulletList', li(p()))]],
    ['tasks', '- [ ] a\n- [x] b', [node('bulletList', li(p(t('☐ a'))), li(p(t('☑ b'))))]],
    [
      'what may not stand in an item',
      '- # a\n  > b',
      [node('bulletList', li(p(t('a', 'strong')), p(t('b'))))],
    ],
    ['a table', '| a | b |\n|---|--:|\n| c | d |', [table]],
    ['a table of HTML', '<table><tr><th>a<th>b<tr><td>c<td>d</table>', [table]],
    [
      'a table with a caption',
      '<table><caption>a</caption><tr><td>c<td>d</table>',
      [p(t('a')), node('table', cells)],
    ],
    [
      'rows of any length',
      '<table><tr><td>c<td>d<tr><td></table>',
      [node('table', cells, node('tableRow', node('tableCell', p())))],
    ],
    [
      'merged cells',
      '<table><tr><th colspan="2">a<tr><td rowspan="2">c<td>d<tr><td>e</table>',
      [
        node(
          'table',
          node('tableRow', { ...node('tableHeader', p(t('a'))), attrs: { colspan: 2 } }),
          node(
            'tableRow',
            { ...node('tableCell', p(t('c'))), attrs: { rowspan: 2 } },
            node('tableCell', p(t('d'))),
          ),
          node('tableRow', node('tableCell', p(t('e')))),
        ),
      ],
    ],
    [
      'cells merged beyond their table',
      '<table><tr><td rowspan="9" colspan="0">a<td colspan="1e9">b</table>',
      [
        node(
          'table',
          node('tableRow', node('tableCell', p(t('a'))), {
            ...node('tableCell', p(t('b'))),
            attrs: { colspan: 100 },
          }),
        ),
      ],
    ],
    [
      'a table in a list',
      '- | a | b |\n  |---|---|\n  | c | d |',
      [node('bulletList', li(p(t('a | b')), p(t('c | d'))))],
    ],
    [
      'details',
      '<details><summary>a <b>b</b></summary>\n\n**c**\n\n</details>',
      [expand('expand', 'a b', p(t('c', 'strong')))],
    ],
    [
      'details without content',
      '<details><summary>a</summary></details>',
      [expand('expand', 'a', p())],
    ],
    [
      'details in details',
      '<details><summary>a</summary><details><summary>b</summary>c</details></details>',
      [expand('expand', 'a', expand('nestedExpand', 'b', p(t('c'))))],
    ],
    [
      'details in a list',
      '<ul><li><details><summary>a</summary>b</details></ul>',
      [node('bulletList', li(p(t('a', 'strong')), p(t('b'))))],
    ],
    [
      'a summary that comes late',
      '<details>a<summary>b</summary></details>',
      [expand('expand', '', p(t('a')), p(t('b', 'strong')))],
    ],
    ['definitions', '<dl><dt>a</dt><dd>b</dd></dl>', [p(t('a', 'strong')), p(t('b'))]],
    ['a footnote', 'a[^1]\n\n[^1]: b', [p(t('a[^1]')), p(t('[^1]: b'))]],
    ['a mention', 'hello @admin', [p(t('hello @admin'))]],
    ['blocks in emphasis', '<b>a<div>b</div></b>', [p(t('a', 'strong')), p(t('b', 'strong'))]],
    ['half a character', 'a\uD800', [p(t('a\uFFFD'))]],
  ])('shows %s', (_, markdown, expected) => {
    const content = blocks(markdown)

    expect(content).toEqual(expected)
    expect(problemsOf({ version: 1, type: 'doc', content })).toEqual([])
  })

  it.each<[string, string, string, string?]>([
    ['a fence', '```js\na\n\n*b* # &#34;\n```', 'a\n\n*b* # &#34;', 'js'],
    ['a fence that begins and ends with blank lines', '```\n\n\na\n\n```', '\n\na\n'],
    ['a fence with code in place of a language', '```a(b)\nc\n```', 'a(b)\nc'],
    ['a fence with code on its first line', '```SELECT * FROM t;\n```', 'SELECT * FROM t;'],
    ['<pre>', '<pre>a &#34;b&#34;\n* c\n</pre>', 'a "b"\n* c'],
    [
      '<pre> with blank lines, as a connector gets it',
      defang('<pre><code>\na\n\n# &lt;b\n</code></pre>', plainDialect),
      'a\n\n# <b',
    ],
    ['<pre> with line breaks', '<pre>a<br>b</pre>', 'a\nb'],
    ['code in a list', '- ```\n  a\n    b\n  ```', 'a\n  b'],
    ['Windows line ends', '```\r\na\r\nb\r\n```', 'a\nb'],
  ])('shows the code of %s exactly', (_, markdown, text, language) => {
    const [code] = find(blocks(markdown), 'codeBlock')

    expect(code).toEqual({
      type: 'codeBlock',
      ...(language && { attrs: { language } }),
      content: [{ type: 'text', text }],
    })
  })

  it.each([
    ['as it is', vendorPayload.template_md],
    ['as a connector gets it', defang(vendorPayload.template_md, plainDialect)],
  ])("has the vendor's code in a block within an expand, %s", (_, markdown) => {
    const { document, cut } = markdownToAdf(markdown, limit, note)

    const [expanded] = find(document.content, 'expand')
    const [code] = find(expanded?.content ?? [], 'codeBlock')
    expect(cut).toBe(false)
    expect(problemsOf(document)).toEqual([])
    expect(expanded?.attrs).toEqual({ title: 'Code:' })
    expect(code?.content?.[0]?.text).toContain('\n*284 - \t\tfor i, b := range buf {\n')
    expect(code?.content?.[0]?.text).toContain('fmt.Errorf("unsupported encoding %v", enc))\n')
  })

  it.each([
    ['elements', `${'<div>'.repeat(400)}a`, 1],
    ['quotes', '<blockquote>a'.repeat(400), 400],
    ['lists', '<ul><li>a'.repeat(300), 300],
    ['tables', '<table><tr><td>a'.repeat(300), 300],
    ['details', '<details><summary>a</summary>b'.repeat(200), 400],
    ['emphasis', '<b>a <i>'.repeat(40), 40],
  ])('keeps the text of %s that are nested deeply', (_, deep, words) => {
    const { document } = markdownToAdf(deep, limit, note)

    expect(problemsOf(document)).toEqual([])
    expect(wordsIn(document)).toHaveLength(words)
  })
})

function find(nodes: readonly Node[], type: string): Node[] {
  return nodes.flatMap((one) => (one.type === type ? [one] : find(one.content ?? [], type)))
}
