import fc from 'fast-check'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, it } from 'vitest'
import { defang as defangFor } from '../../src/text/defang.ts'
import { githubDialect } from '../../src/text/dialect.ts'
import vendorPayload from '../samples/kondukto-create.json' with { type: 'json' }
import { hostileText, render, textOf, walk } from './hostile-text.ts'

const id = '0190b2c4-0000-7000-8000-0123456789ab'
const defang = (text: string) => defangFor(text, githubDialect())
const mark = `<!-- lockstep:${id} -->`
const reader = unified().use(remarkParse).use(remarkGfm)

describe('whatever a finding says,', () => {
  it('nobody is mentioned and nothing is referred to, outside code', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = textOf(render(defang(text)), { code: false })

        expect(shown).not.toMatch(/(?<![\w.+-])@[a-z\d]/i)
        expect(shown).not.toMatch(/(?<![\w&])#\d/)
        expect(shown).not.toMatch(/\bGH-\d/i)
      }),
      { numRuns: 500 },
    )
  })

  it('nothing is hidden in a comment, and none of its HTML swallows what follows', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const nodes = [...walk(render(defang(text)))].map(([node]) => node)

        expect(nodes.filter(({ type }) => type === 'comment')).toEqual([])
        const names = nodes.map((node) => ('tagName' in node ? node.tagName : ''))
        for (const name of ['script', 'style', 'textarea', 'title', 'template', 'svg'])
          expect(names).not.toContain(name)
      }),
      { numRuns: 500 },
    )
  })

  it('our own marker is broken outside code, and that put after it is a block of its own', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        // After indented code remark takes an empty item for text. GitHub does not.
        fc.pre(!/^[ \t>]*(?:[*+-]|\d+[.)])[ \t]*$/m.test(text))
        const safe = defang(text)

        const last = reader.parse(`${safe}\n\n${mark}`).children.at(-1)
        expect(textOf(render(safe), { code: false })).not.toContain(`lockstep:${id}`)
        expect(last).toMatchObject({ type: 'html', value: mark })
      }),
      { numRuns: 500 },
    )
  })

  it('a second time adds nothing that a person would see', () => {
    const seen = (text: string) => textOf(render(text)).replace(/[\u200B\s]/g, '')
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = defang(text)

        expect(seen(defang(once))).toBe(seen(once))
      }),
      { numRuns: 300 },
    )
  })
})

it.each(['> @admin\n  <b><pre>', '> a\n  <b><pre>x</pre>', '```<pre>x', 'a\n<pre<pre>x</pre>'])(
  'what stands before <pre> is read as the line that it becomes: %j',
  (text) => {
    const once = defang(text)

    expect(defang(once)).toBe(once)
  },
)

describe('code', () => {
  it.each([
    ['in a fence', '```js\na @b #1 <!-- x -->\n\n*c*\n```', 'a @b #1 <!-- x -->\n\n*c*\n'],
    ['in <pre>', '<pre>\na\n\n*b* # @c\n</pre>', 'a\n\n*b* # @c\n'],
    [
      'in <pre><code>, its entities decoded',
      '<pre><code>a &lt; &#34;b&#34;\n\nc</code></pre>',
      'a < "b"\n\nc\n',
    ],
    ['that has backticks in <pre>', '<pre>a\n```\nb\n</pre>', 'a\n```\nb\n'],
    [
      'in <details>',
      '<details><summary>S</summary>\n<pre>\na\n\n# b\n</pre>\n</details>',
      'a\n\n# b\n',
    ],
    ['in a quote', '> <pre>\n> a\n>\n> * b\n> </pre>', 'a\n\n* b\n'],
    ['in a list', '- x\n\n  <pre>\n  a\n\n  # b\n  </pre>', 'a\n\n# b\n'],
    ['that is never closed', '```\na @b', 'a @b\n'],
  ])('%s is shown exactly', (_, text, code) => {
    const tree = render(defang(text))

    const shown = [...walk(tree)].filter(([node]) => node.type === 'text')
    const inPre = shown.filter(([, within]) => within.includes('pre'))
    expect(inPre.map(([node]) => ('value' in node ? node.value : '')).join('')).toBe(code)
  })

  it("of the vendor's own payload is one block with its lines, inside <details>", () => {
    const tree = render(defang(vendorPayload.template_md))

    const code = [...walk(tree)].filter(
      ([node, within]) =>
        node.type === 'text' && ['details', 'pre', 'code'].every((name) => within.includes(name)),
    )
    expect(code).toHaveLength(1)
    const value = code.map(([node]) => ('value' in node ? node.value : '')).join('')
    expect(value).toContain('\n*284 - \t\tfor i, b := range buf {\n')
    expect(value).toContain('fmt.Errorf("unsupported encoding %v", enc))\n')
  })
})

describe('what harms nobody', () => {
  it.each([
    'A **bold** word, a [link](https://example.com/@x#1) and `code`.\n\n- one\n- two\n',
    'Write to dev@example.com or see https://example.com/issues#12.',
    '| a | b |\n| - | - |\n| 1 | 2 |\n',
    '<details>\n<summary>More</summary>\n\ntext\n\n</details>\n',
  ])('is left as it is: %j', (text) => {
    expect(defang(text)).toBe(text)
  })
})

it.each([
  ['deep quotes', '>'.repeat(1_000_000)],
  ['deep lists', '- '.repeat(500_000)],
  ['stars', '*'.repeat(1_000_000)],
  ['brackets', '['.repeat(1_000_000)],
  ['<b>', '<b>'.repeat(333_333)],
  ['<details>', '<details>'.repeat(111_111)],
  ['names', '@a '.repeat(333_333)],
  ['backticks', '` `` '.repeat(200_000)],
  ['comments', '<!-- '.repeat(200_000)],
  ['lines', '* _\n'.repeat(250_000)],
])('a megabyte of %s is dealt with, and grows to three at most', (_, text) => {
  const safe = defang(text)

  expect(safe.length).toBeLessThan(3_200_000)
})
