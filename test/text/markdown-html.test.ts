import fc from 'fast-check'
import type { Element } from 'hast'
import { describe, expect, it } from 'vitest'
import { toHtml, toTree } from '../../src/text/markdown-html.ts'
import vendorPayload from '../samples/kondukto-create.json' with { type: 'json' }
import { signText } from '../trackers/jira/adf/documents.ts'
import { hostileText, textOf, walk } from './hostile-text.ts'

const attacks = [
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](data:text/html,1)',
  '<iframe src="https://e.example"></iframe>',
  '<form action="/admin/logout"><button>x</button></form>',
  '<div id="a" name="b" style="position:fixed" onclick="x()" class="c">x</div>',
  '<a href="//e.example/x">x</a>',
  '<svg onload=alert(1)>',
  '<math><mtext><style><img src=x onerror=alert(1)>',
  '<base href="https://e.example">',
  '<meta http-equiv="refresh" content="0">',
]

describe('a page', () => {
  it('has no script, no handler, no id, no form, and no address but whole ones', () => {
    const hostile = fc.array(fc.oneof(hostileText, fc.constantFrom(...attacks)), { maxLength: 4 })
    fc.assert(
      fc.property(hostile, (parts) => {
        for (const [node] of walk(toTree(parts.join('\n\n')))) {
          if (node.type !== 'element') continue
          const { tagName, properties } = node as Element
          expect([
            'script',
            'style',
            'iframe',
            'form',
            'svg',
            'base',
            'meta',
            'object',
          ]).not.toContain(tagName)
          for (const [name, value] of Object.entries(properties)) {
            expect(name).not.toMatch(/^(on|style$|id$|name$)/i)
            if (['href', 'src', 'cite'].includes(name))
              expect(value).toMatch(/^(https?:\/\/|mailto:)/i)
          }
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('vouches for no link and tells no site where it was', () => {
    expect(toHtml('[x](https://e.example)')).toBe(
      '<p><a href="https://e.example" rel="noopener noreferrer nofollow">x</a></p>',
    )
  })

  it("shows the vendor's code, its entities decoded", () => {
    const text = textOf(toTree(vendorPayload.template_md))

    expect(text).toContain('fmt.Errorf("unsupported encoding %v", enc)')
  })

  it('shows the blank lines that code begins with', () => {
    expect(toHtml('```\n\n\na\n```')).toBe('<pre><code>\n\na\n</code></pre>')
    expect(toHtml('<pre><code>\n\na</code></pre>')).toBe('<pre><code>\n\na</code></pre>')
  })

  it('shows Markdown the same, whether or not there is HTML in the text', () => {
    const shown = (text: string) =>
      toHtml(text)
        .replace(/\s+/g, ' ')
        .replace(/> | </g, (end) => end.trim())
    fc.assert(
      fc.property(signText, (signs) => {
        const text = signs.replaceAll('<', '')
        expect(shown(`<div></div>\n\n${text}`)).toBe(`<div></div>${shown(text)}`)
      }),
      { numRuns: 1000 },
    )
    expect(shown('<hr>\n\n3. [x] a\n\n|a|\n|-:|\n|b|')).toBe(
      `<hr>${shown('3. [x] a\n\n|a|\n|-:|\n|b|')}`,
    )
  })

  it('shows a line end as a line break, as GitHub does in issues', () => {
    expect(toHtml('**Project:** a\n**Branch:** b')).toContain('<br>')
  })

  it.each([
    'secret\n\n<article data-n="0"></article>\n\n<hr>',
    '<div><article data-n="0"></article></div>\n\nsecret',
    '<div\n\n<article data-n=0>\n\nsecret <i>x</i> <article data-n="0">',
  ])('shows a tag that it uses itself as text: %j', (text) => {
    const shown = toHtml(text)

    expect(shown).not.toContain('<article')
    expect(textOf(toTree(text))).toContain('<article data-n=')
    expect(shown.match(/secret/g)).toHaveLength(1)
  })

  it('keeps Markdown within HTML where it is', () => {
    const text = 'a\n\n<table><tr><td>\n\nb\n\n</td></tr></table>\n\n<b>\n\nc\n\n</b>\n\nd'

    const shown = toHtml(text).replace(/\s+/g, '')

    expect(shown).toBe(
      '<p>a</p><table><tbody><tr><td><p>b</p></td></tr></tbody></table><b><p>c</p></b><p>d</p>',
    )
  })

  it('links addresses as they stand, and none that is escaped', () => {
    const links = (text: string) => toHtml(text).match(/<a /g)?.length ?? 0

    expect(links('www.e.example a@b.example https://e.example')).toBe(3)
    expect(links('www\\.e.example a\\@b.example https\\://e.example, @')).toBe(0)
  })

  it('shows what stands after a fence and is no language', () => {
    expect(toHtml('```SELECT * FROM t\nb\n```')).toContain('SELECT * FROM t\nb')
    expect(toHtml('```js\nb\n```')).toContain('language-js')
  })

  it('shows every word', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{3,9}$/), { minLength: 1, maxLength: 6 })
    const wrap = fc.constantFrom(
      ...[
        '*W*',
        '**W**',
        '`W`',
        '# W',
        '> W',
        '- W',
        '1. W',
        '<b>W</b>',
        '<details>W</details>',
        '[W](https://e.example)',
      ],
      ...[
        '<pre>W</pre>',
        '| W |\n|---|\n| W |',
        '<div>\n\nW\n\n</div>',
        '~~W~~',
        '```\nW\n```',
        '<u>W</u>',
        'W',
      ],
    )
    fc.assert(
      fc.property(words, fc.array(wrap, { minLength: 6, maxLength: 6 }), (all, wraps) => {
        const text = all.map((word, at) => (wraps[at] ?? 'W').replaceAll('W', word)).join('\n\n')

        const shown = textOf(toTree(text))

        for (const word of all) expect(shown).toContain(word)
      }),
    )
  })

  it.each([
    ['brackets', '['.repeat(1_000_000)],
    ['open <b>', '<b>'.repeat(300_000)],
    ['deep quotes', `${'> '.repeat(100_000)}x`],
    ['stars', '*a '.repeat(300_000)],
    ['fences', '```\n'.repeat(250_000)],
    ['lines in a fence', `~~~\n${'a\n'.repeat(500_000)}`],
    ['addresses', 'www.a.b '.repeat(125_000)],
    ['backslashes', '\\'.repeat(1_000_000)],
  ])('shows a megabyte of %s as it is written', (_, text) => {
    const tree = toTree(text)

    const [note, code] = tree.children as [Element, Element]
    expect(tree.children).toHaveLength(2)
    expect(textOf(note)).toContain('shown as plain text')
    expect(textOf(code).trim()).toBe(text.trim())
  })
})
