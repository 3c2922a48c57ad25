import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Node } from '../../../../test/trackers/jira/adf/adf.ts'
import { adfToMarkdown } from './adf-to-markdown.ts'

const doc = (...content: unknown[]) => ({ version: 1, type: 'doc', content })
const node = (type: string, ...content: unknown[]) => ({ type, content })
const leaf = (type: string, attrs: object = {}) => ({ type, attrs })
const p = (...content: unknown[]) => node('paragraph', ...content)
const t = (text: string, ...marks: (string | object)[]) => ({
  type: 'text',
  text,
  marks: marks.map((mark) => (typeof mark === 'string' ? { type: mark } : mark)),
})
const link = (href: string) => ({ type: 'link', attrs: { href } })
const li = (...content: unknown[]) => node('listItem', ...content)
const task = (state: string, ...content: unknown[]) => ({
  type: 'taskItem',
  attrs: { localId: '1', state },
  content,
})
const code = (text: string, language?: string) => ({
  type: 'codeBlock',
  attrs: { language },
  content: [t(text)],
})
const cell = (...content: unknown[]) => node('tableCell', ...content)
const hardBreak = { type: 'hardBreak' }
const x = link('https://e.example/x')

describe('a comment of nothing but plain paragraphs', () => {
  it.each([
    ...['kondukto: is it *real*?', '  # 1\\* <b>', 'a\n- b', '@x `y', '&lt;', '\\\\\\*x'],
    ...['a \\<b>', '&amp;lt; and *this*', '\\> see www.e.example'],
  ])('comes back to the letter: %j', (text) => {
    expect(adfToMarkdown(doc(p(t(text))))).toBe(text)
  })

  it('comes back to the letter with a blank line between paragraphs', () => {
    const word = fc.oneof(
      fc
        .string({ unit: 'grapheme', minLength: 1 })
        .map((text) => text.replace(/[\\`*_~[\]<&|\s]/g, '.')),
      fc.constantFrom(
        '*really*',
        '@ann',
        '#12',
        'C:\\dir\\*.ts',
        'a_b',
        'x < y',
        'R&D',
        '`x`',
        '[1]',
        'a | b',
      ),
    )
    const text = fc.array(word, { minLength: 1 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        expect(adfToMarkdown(doc(...texts.map((one) => p(t(one)))))).toBe(texts.join('\n\n'))
      }),
    )
  })

  it.each<[string, unknown[], string]>([
    ['line breaks', [t('a'), hardBreak, t('b')], 'a  \nb'],
    ['several line breaks', [t('a'), hardBreak, hardBreak, t('b'), hardBreak], 'a  \n  \nb'],
    ['a colour', [t('*a*', { type: 'textColor', attrs: { color: '#ff0000' } })], '*a*'],
    [
      'addresses, which Jira links',
      [t('see '), t('https://e.example/x', x)],
      'see https://e.example/x',
    ],
    ['a mail address', [t('a@b.example', link('mailto:a@b.example'))], 'a@b.example'],
    ['a mention', [leaf('mention', { id: '1', text: '@Ann' }), t(' hi')], '@Ann hi'],
    ['a mention without a name', [leaf('mention', { id: '1' })], '@1'],
    [
      'emoji',
      [leaf('emoji', { shortName: ':tada:', text: '🎉' }), leaf('emoji', { shortName: ':x:' })],
      '🎉:x:',
    ],
    ['a card', [leaf('inlineCard', { url: 'https://e.example/x' })], 'https://e.example/x'],
    ['a date', [leaf('date', { timestamp: '1700000000000' })], '2023-11-14'],
    ['a date that is none', [leaf('date', { timestamp: 'soon' })], 'soon'],
    ['a status', [leaf('status', { text: 'Done', color: 'green' })], 'Done'],
    ['an extension', [leaf('inlineExtension', { extensionKey: 'k', text: 'a' })], 'a'],
  ])('may have %s', (_, content, text) => {
    expect(adfToMarkdown(doc(p(...content), p()))).toBe(text)
  })
})

describe('any other document', () => {
  it.each<[string, unknown, string]>([
    [
      'headings',
      { type: 'heading', attrs: { level: 3 }, content: [t('a'), hardBreak, t('b')] },
      '### a<br>b',
    ],
    [
      'emphasis',
      p(t('a', 'strong'), t(' '), t('b', 'em'), t(' '), t('c', 'strike')),
      '**a** *b* ~~c~~',
    ],
    ['emphasis in emphasis', p(t('a ', 'strong'), t('b', 'em', 'strong')), '**a _b_**'],
    ['emphasis with blanks at its edge', p(t('a'), t(' b ', 'strong'), t('c')), 'a **b** c'],
    ['emphasis within a word', p(t('a'), t('b', 'strong'), t('c')), 'a**b**c'],
    ['emphasis of signs', p(t('a_b', 'em')), '*a\\_b*'],
    ['emphasis of signs in a word', p(t('a'), t('(b)', 'strong'), t('c')), '&#x61;**(b)**&#x63;'],
    [
      'what only HTML has',
      p(t('a', 'underline'), t('b', { type: 'subsup', attrs: { type: 'sub' } })),
      '<ins>a</ins><sub>b</sub>',
    ],
    ['a backslash before emphasis', p(t('C:\\'), t('a', 'strong')), 'C:\\\\**a**'],
    [
      'code',
      p(t('a', 'code'), t(' '), t('b ` c', 'code'), t(' '), t('`', 'code')),
      '`a` ``b ` c`` `` ` ``',
    ],
    ['code beside code', p(t('a', 'code'), t('*', 'code', x)), '`a`[`*`](https://e.example/x)'],
    ['code beside a backtick', p(t('`'), t('*', 'code')), '\\``*`'],
    ['links', p(t('a ', x), t('b', x, 'strong')), '[a **b**](https://e.example/x)'],
    ['links with brackets', p(t('[a]', x)), '[\\[a\\]](https://e.example/x)'],
    [
      'links with parentheses',
      p(t('a', link('https://e.example/(x)'))),
      '[a](https://e.example/\\(x\\))',
    ],
    ['links to scripts', p(t('a', link('javascript:alert(1)')), t('b', 'em')), 'a*b*'],
    [
      'addresses',
      p(t('a', 'em'), t(' '), t('https://e.example/x', x)),
      '*a* <https://e.example/x>',
    ],
    [
      'addresses that may not stand in angle brackets',
      p(t('see', 'em'), t(':'), t('a@b-.example', link('mailto:a@b-.example'))),
      '*see*:[a@b-.example](mailto:a@b-.example)',
    ],
    [
      'line breaks',
      p(t('a', 'em'), hardBreak, t('b'), hardBreak, hardBreak, t('c')),
      '*a*  \nb<br>  \nc',
    ],
    [
      'code with a blank at the start of a line',
      p(t('a'), hardBreak, t(' b', 'code')),
      'a<br>` b`',
    ],
    ['a heading with signs at its end', node('heading', t('a #')), '# a \\#'],
    ['a rule', leaf('rule'), '---'],
    [
      'an expand in a list',
      node('bulletList', li({ ...node('expand', p(t('a'))), attrs: { title: 'b *c*' } })),
      '- **b \\*c\\***\n\n  a',
    ],
    ['a quote', node('blockquote', p(t('a')), p(t('b'))), '> a\n>\n> b'],
    ['a panel', { ...node('panel', p(t('a'))), attrs: { panelType: 'info' } }, '> a'],
    [
      'a list',
      node('bulletList', li(p(t('a')), node('bulletList', li(p(t('b'))))), li(p(t('c')))),
      '- a\n  - b\n- c',
    ],
    [
      'a numbered list',
      { ...node('orderedList', li(p(t('a'))), li(p(t('b')))), attrs: { order: 9 } },
      '9. a\n10. b',
    ],
    [
      'blocks in a list',
      node('bulletList', li(p(t('a')), code('b\n\nc'), p(t('d')))),
      '- a\n\n  ```\n  b\n\n  c\n  ```\n\n  d',
    ],
    [
      'tasks',
      node('taskList', task('TODO', t('a')), node('taskList', task('DONE', t('b')))),
      '- [ ] a\n  - [x] b',
    ],
    ['decisions', node('decisionList', node('decisionItem', t('a'))), '- a'],
    ['code blocks', code('a\n\n*b*', 'js'), '```js\na\n\n*b*\n```'],
    ['code with fences', code('```\na\n````\n'), '`````\n```\na\n````\n\n`````'],
    ['code in a strange language', code('a', 'x y`'), '```\na\n```'],
    [
      'an expand',
      { ...node('expand', p(t('a'))), attrs: { title: 'b <c> & d' } },
      '<details>\n<summary>b &lt;c> &amp; d</summary>\n\na\n\n</details>',
    ],
    [
      'a table',
      node(
        'table',
        node('tableRow', cell(p(t('a|b'))), cell(p(t('c')), p(t('d')))),
        node('tableRow', cell(p(t('e\\')))),
      ),
      '| a\\|b | c<br>d |\n| - | - |\n| e\\\\ |',
    ],
    [
      'merged cells',
      node(
        'table',
        node(
          'tableRow',
          { ...cell(p(t('a'))), attrs: { colspan: 2, rowspan: 2 } },
          cell(p(t('b'))),
        ),
        node('tableRow', cell(p(t('c')))),
        node('tableRow', cell(p(t('d'))), cell(p(t('e'))), cell(p(t('f')))),
      ),
      '| a | | b |\n| - | - | - |\n| | | c |\n| d | e | f |',
    ],
    [
      'lists and code in a table',
      node(
        'table',
        node('tableRow', cell(node('bulletList', li(p(t('a'))), li(p(t('b')))), code('c\nd | e'))),
      ),
      '| - a<br>- b<br>`c`<br>`d \\| e` |\n| - |',
    ],
    [
      'cards with data',
      leaf('blockCard', { data: { url: 'https://e.example/x' } }),
      '<https://e.example/x>',
    ],
    [
      'a file',
      node('mediaSingle', leaf('media', { type: 'file', id: '1', alt: 'a.png' })),
      '(file: a.png)',
    ],
    [
      'a file without a name',
      node('mediaGroup', leaf('media', { type: 'file', id: '1' })),
      '(file: 1)',
    ],
    [
      'a picture elsewhere',
      node('mediaSingle', leaf('media', { type: 'external', url: 'https://e.example/x' })),
      '<https://e.example/x>',
    ],
    [
      'columns',
      node('layoutSection', node('layoutColumn', p(t('a'))), node('layoutColumn', p(t('b')))),
      'a\n\nb',
    ],
    [
      'nodes yet to be invented',
      node('new', node('newer', t('a')), p(t('b')), t('c'), t('d')),
      'a\n\nb\n\ncd',
    ],
    ['text in text', p(node('new', t('a'), t('b'))), 'ab'],
  ])('is rendered with %s', (_, block, markdown) => {
    expect(adfToMarkdown(doc(block))).toBe(markdown)
  })

  it('keeps lists apart that follow each other', () => {
    const list = node('bulletList', li(p(t('a'))))
    const numbers = node('orderedList', li(p(t('b'))))

    expect(adfToMarkdown(doc(list, list, numbers, numbers))).toBe('- a\n\n* a\n\n1. b\n\n1) b')
  })

  it.each([
    [null, ''],
    [undefined, ''],
    [7, ''],
    ['plain *text*', 'plain *text*'],
    [[t('a')], ''],
    [{ type: 'doc', content: 'a' }, ''],
    [
      doc(node('table', t('a'), node('tableRow', cell(node('codeBlock', p(t('b'))))))),
      '| a |\n| - |\n| `b` |',
    ],
    [{ type: 'doc', content: [null, 7, p(t('a')), { content: [{}] }] }, 'a'],
    [{ type: 'paragraph', content: [{ type: 'text', text: 7, marks: 'x' }, t('a', {})] }, 'a'],
  ])('is read as far as it can be: %j', (json, markdown) => {
    expect(adfToMarkdown(json)).toBe(markdown)
  })

  it('is read whatever it is', () => {
    const names = [
      'doc',
      'paragraph',
      'text',
      'table',
      'bulletList',
      'media',
      'mention',
      'date',
      'x',
    ]
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        fc.record(
          {
            type: fc.oneof(fc.constantFrom(...names), fc.jsonValue()),
            text: fc.oneof(fc.string(), fc.jsonValue()),
            attrs: fc.jsonValue(),
            marks: fc.oneof(fc.array(tie('json')), fc.jsonValue()),
            content: fc.oneof(fc.array(tie('json')), fc.jsonValue()),
          },
          { requiredKeys: [] },
        ),
      ),
    }))
    fc.assert(
      fc.property(json, (document) => {
        expect(typeof adfToMarkdown(document)).toBe('string')
      }),
      { numRuns: 300 },
    )
  })

  it('loses no word, whatever holds it', () => {
    const text = fc.record({
      type: fc.constant('text'),
      text: fc.stringMatching(/^[A-Z]{2,6}$/),
      marks: fc.subarray(['strong', 'em', 'strike', 'code', 'new'].map((type) => ({ type }))),
    })
    const types = [
      ...['paragraph', 'heading', 'blockquote', 'panel', 'expand', 'nestedExpand', 'codeBlock'],
      ...['bulletList', 'orderedList', 'taskList', 'decisionList', 'listItem', 'taskItem'],
      ...['table', 'tableRow', 'tableCell', 'tableHeader', 'layoutSection', 'mediaSingle'],
      ...['caption', 'bodiedExtension', 'new'],
    ]
    const { block } = fc.letrec<{ block: Node }>((tie) => ({
      block: fc.oneof(
        { depthSize: 'medium' },
        text,
        fc.constantFrom('hardBreak', 'rule').map((type) => ({ type })),
        fc
          .tuple(fc.constantFrom(...types), fc.array(tie('block'), { minLength: 1, maxLength: 4 }))
          .map(([type, content]) => node(type, ...content) as Node),
      ),
    }))
    fc.assert(
      fc.property(block, (root) => {
        const markdown = adfToMarkdown(doc(root)).replace(/&#x(\w+);/g, (_, code) =>
          String.fromCharCode(Number.parseInt(code, 16)),
        )

        let at = 0
        for (const word of textsIn(root)) {
          expect(markdown.slice(at)).toContain(word)
          at = markdown.indexOf(word, at) + word.length
        }
      }),
      { numRuns: 500 },
    )
  })

  it('may have any number of rows and marks', () => {
    const rows = new Array(150_000).fill(node('tableRow'))
    const marks = new Array(20_000).fill(0).map((_, at) => link(`https://e.example/${at}`))

    expect(adfToMarkdown(doc({ type: 'table', content: rows })).split('\n')).toHaveLength(150_001)
    expect(adfToMarkdown(doc(p(t('a', ...marks))))).toBe('[a](https://e.example/0)')
  })

  it('may nest as deep as it likes', () => {
    let block: object = p(t('word'))
    for (let depth = 0; depth < 3000; depth += 1) block = node('blockquote', block)

    expect(adfToMarkdown(doc(block))).toMatch(/^(> )+word$/)
  })
})

function textsIn({ text, content = [] }: Node): string[] {
  return text === undefined ? content.flatMap(textsIn) : [text]
}
