import { describe, expect, it } from 'vitest'
import { defang } from '../../src/text/defang.ts'
import { githubDialect, plainDialect } from '../../src/text/dialect.ts'
import { toTree } from '../../src/text/markdown-html.ts'
import { render, textOf } from './hostile-text.ts'

const github = githubDialect()

describe('text in angle brackets', () => {
  it.each([
    'Set `x` of List<Account> in <your-domain>.',
    'Send `Cache-Control`: max-age=<seconds>, then Map<String, Set<Item>>.',
    'Try <img src=x onerror=alert(1)> and <a href="javascript:alert(1)">.',
    '<your-domain>\nis yours',
    '<script>alert(1)</script>',
    '- <host:port>\n\n> <b onclick="x()">y',
    '| a |\n|---|\n| <T> |',
    '<!-- TODO: check -->',
  ])('is shown on every tracker if it is no element that they render: %j', (text) => {
    const words = text.match(/<[^<>]+>/g) ?? []
    for (const dialect of [github, plainDialect]) {
      const safe = defang(text, dialect)
      for (const word of words) {
        expect(textOf(render(safe))).toContain(word)
        expect(textOf(toTree(safe))).toContain(word)
      }
    }
  })

  it.each(['H<sub>2</sub>O <b>x</b>', '<details>\n<summary>a</summary>\nb\n</details>\n', '<br>'])(
    'is an element if every tracker renders it: %j',
    (text) => {
      expect(defang(text, github)).toBe(text)
      expect(textOf(toTree(text))).not.toContain('<')
    },
  )

  it('is code after a footnote that has ended', () => {
    const text = '[^1]: note\n  >> \n    code @admin'

    expect(defang(text, github)).toBe(text)
  })

  it('is code where code is', () => {
    const text = '`List<Account>`\n\n```\n<your-domain>\n```\n\n    <T>\n'

    expect(defang(text, github)).toBe(text)
    expect(textOf(toTree(text))).toContain('List<Account>')
  })
})

describe('text for Jira and the embedded tracker', () => {
  it('has no zero-width signs: nothing in it notifies anybody', () => {
    const text =
      'Use @angular/core as in #12, GH-3 and user@0123456789abcdef.\n\n- lockstep:0190b2c4'

    expect(defang(text, plainDialect)).toBe(text)
  })
})

describe('a fence that GitHub would draw', () => {
  it.each([
    ['```mermaid\ngraph TD\n```\n', '```\ngraph TD\n```\n'],
    ['~~~ math\nx^2\n~~~\n', '~~~\nx^2\n~~~\n'],
    ['```&#109;ermaid\nx\n```\n', '```\nx\n```\n'],
    ['- a\n\n  ```GeoJSON {}\n  {}\n  ```\n', '- a\n\n  ```\n  {}\n  ```\n'],
    ['> ```suggestion\n> x\n> ```\n', '> ```\n> x\n> ```\n'],
  ])('shows its code: %j', (text, expected) => {
    expect(defang(text, github)).toBe(expected)
  })

  it.each(['```js\nmermaid\n```\n', '```\nmermaid\n```\n'])('is left alone if not: %j', (text) => {
    expect(defang(text, github)).toBe(text)
  })
})

describe('what GitHub reads otherwise than most', () => {
  it.each([
    ['a definition right before a table', '[x]: u "@victim closes #12 GH-12"\n|a|\n|-|'],
    ['an address that swallows a link', 'http://a.b\u000B[a](b "@victim")'],
    ['an address with a link in it', 'http://a.b/x![y](u)&lt;z[a](b "@victim")'],
    ['a title', '[a](b "@victim")'],
    ['what is no attribute', 'x <a href="y"\n&commat;victim @victim z>'],
    ['an address in open brackets', '[ https://a.b/@victim'],
    ['a footnote over a line of code', '``\n  [^1]: note ``\n@victim\n'],
    ['what is indented in a footnote', 'a[^1]\n\n[^1]: note\n\n    @victim\n'],
    ['what is indented after a definition', '> [x]: https://e.example\n> \t#9 and @victim\n'],
    ['an e-mail address without a name', '<^@victim>'],
    ['a tick in a title', '[a](b "`") @victim `x`'],
    ['a tick in an address', 'https://a.b/`x @victim `y`'],
  ])('notifies nobody: %s', (_, text) => {
    expect(defang(text, github)).not.toMatch(/@victim|#\d|GH-\d/)
  })

  it.each([
    ['hidden HTML that ends a line of code', '``\n@a\n<?x\n``\n', '``\n@a\n&lt;?x\n``\n'],
    [
      'a tag after a table',
      '| a |\n|---|\n</b>\nhttps://example.com/@x',
      '| a |\n|---|\n&lt;/b>\nhttps://example.com/@x',
    ],
    ['a tag after a footnote', '[^1]: a\n</b>\n[b](/#2)', '[^1]: a\n&lt;/b>\n[b](/#2)'],
    ['a tag after a quote', '> a\n<b>\n[b](/#2)', '> a\n&lt;b>\n[b](/#2)'],
    ['text after a definition', '[x]: u\n    code @a', '[x]: u\n\n    code @a'],
    ['HTML after a definition', '[x]: u\n<b>\n  ```\n', '[x]: u\n\n<b>\n  ```\n'],
    ['a tick in a label', '[`b]: u\n\n[a][`b] @a `', '[`b]\u200B: u\n\n[a][`b] @a `'],
  ])('is made plain, so that what looks like code is code: %s', (_, text, expected) => {
    expect(defang(text, github)).toBe(expected)
  })
})
