import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defang } from '../../../../src/text/defang.ts'
import { plainDialect } from '../../../../src/text/dialect.ts'
import { hostileText } from '../../../../test/text/hostile-text.ts'
import { wordsIn } from '../../../../test/trackers/jira/adf/adf.ts'
import { mixedText } from '../../../../test/trackers/jira/adf/mixed-text.ts'
import { readNotation } from '../../../../test/trackers/jira/wiki/notation.ts'
import type { AdfDocument } from '../../adf/document.ts'
import { markdownToAdf } from '../../text/markdown-to-adf.ts'
import { adfToWiki } from './adf-to-wiki.ts'

const documentOf = (markdown: string): AdfDocument =>
  markdownToAdf(markdown, Number.MAX_SAFE_INTEGER, 'There is more.').document
const wikiOf = (markdown: string) => adfToWiki(documentOf(markdown))

describe('Markdown in wiki notation', () => {
  it.each([
    ['text', 'One\n\nTwo  \nthree', 'One\n\nTwo\nthree'],
    ['a heading', '## A *title*', 'h2. A {_}title{_}'],
    ['marks', '**a** _b_ ~~c~~ `d`', '{*}a{*} {_}b{_} {-}c{-} {{d}}'],
    ['a mark in a word', 'w**or**d', 'w{*}or{*}d'],
    ['a link', '[here](https://e.example/a)', '[here|https://e.example/a]'],
    ['lists', '- a\n- b\n  1. c\n  2. d', '* a\n* b\n*# c\n*# d'],
    ['a quote', '> a\n>\n> b', '{quote}\na\n\nb\n{quote}'],
    ['a rule', 'a\n\n---\n\nb', 'a\n\n----\n\nb'],
    ['code', '```js\nconst a = {}\n\n[b]\n```', '{code:js}\nconst a = {}\n\n[b]\n{code}'],
    ['code in no known language', '```mermaid\na\n```', '{code}\na\n{code}'],
    ['a table', '| a | b |\n|---|---|\n| 1 | |', '||a||b||\n|1| |'],
    ['details', '<details><summary>More</summary>\n\ntext\n\n</details>', '{*}More{*}\n\ntext'],
  ])('has %s', (_, markdown, wiki) => {
    expect(wikiOf(markdown)).toBe(wiki)
  })

  it('keeps code that would end its own macro', () => {
    expect(wikiOf('```\na {code} b\n```')).toBe('{noformat}\na {code} b\n{noformat}')
    expect(wikiOf('```\na {code}\n\n{noformat} b\n```')).toBe(
      '{{a \\{code\\}}}\n{{\\{noformat\\} b}}',
    )
  })

  it.each([
    ['a mention', '[~admin]', '\\[\\~admin\\]'],
    ['a macro', '{color:red}x', '\\{color:red\\}x'],
    ['an address', 'see https://e.example', 'see https&#58;//e.example'],
    ['the key of an issue', 'PAY-12', 'PAY\\-12'],
    ['a picture', '!a.png!', '\\!a.png\\!'],
    ['a face', 'x :) y', 'x &#58;\\) y'],
    ['a line break', 'C:\\temp', 'C:&#92;temp'],
    ['an entity', '&lt;', '&#38;lt;'],
    ['a heading', 'h1. x', 'h1&#46; x'],
  ])('makes no %s of a text', (_, text, wiki) => {
    const content = [{ type: 'paragraph', content: [{ type: 'text', text }] }]

    expect(adfToWiki({ type: 'doc', version: 1, content })).toBe(wiki)
  })
})

/** Each day of development tries other texts. */
const seed = Number(process.env.TEXTS_SEED ?? Math.floor(Date.now() / 86_400_000))
/** More of them: TEXTS=10000. */
const numRuns = Number(process.env.TEXTS ?? 1000)

describe(`whatever a finding says (TEXTS_SEED=${seed}),`, () => {
  it('nothing of it is a mention, a macro, a picture or the key of an issue, and links lead to pages', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, mixedText), (text) => {
        const { live, links } = readNotation(wikiOf(defang(text, plainDialect)))

        expect(live).toEqual([])
        for (const link of links) expect(link).toMatch(/^(https?:\/\/.|mailto:.)/i)
      }),
      { seed, numRuns },
    )
  }, 300_000)

  it('every word that the document has is shown, in order and once', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, mixedText), (text) => {
        const document = documentOf(text)

        expect(readNotation(adfToWiki(document)).words).toEqual(wordsIn(document))
      }),
      { seed, numRuns },
    )
  }, 300_000)
})
