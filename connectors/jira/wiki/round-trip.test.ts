import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mixedText } from '../../../test/trackers/jira/adf/mixed-text.ts'
import { adfToMarkdown } from '../adf/from/adf-to-markdown.ts'
import { markdownToAdf } from '../text/markdown-to-adf.ts'
import { wikiToAdf } from './from/wiki-to-adf.ts'
import { adfToWiki } from './to/adf-to-wiki.ts'

const read = (wiki: string) => adfToMarkdown(wikiToAdf(wiki))
const write = (markdown: string) =>
  adfToWiki(markdownToAdf(markdown, Number.MAX_SAFE_INTEGER, '').document)

it.each([
  ['plain text', 'One\n\nTwo', 'One\n\nTwo'],
  ['a line break', 'One\nTwo', 'One  \nTwo'],
  ['lines that are set in', 'One\n\n    Two\n  three', 'One\n\n    Two  \n  three'],
  ['a break by force', 'One\\\\Two', 'One  \nTwo'],
  ['marks', '*a* _b_ -c- +d+ {{e}} x^2^', '**a** *b* ~~c~~ <ins>d</ins> `e` x^2^'],
  ['marks in braces', 'w{*}or{*}d', 'w**or**d'],
  ['signs that mark nothing', 'a - b * c, x_y_z, 2 ^ 3', 'a - b * c, x_y_z, 2 ^ 3'],
  ['a heading', 'h2. Title', '## Title'],
  ['a link', '[here|https://e.example/a] now', '[here](https://e.example/a) now'],
  ['a link with brackets', '[a\\[1\\]|https://e.example/a]', '[a\\[1\\]](https://e.example/a)'],
  [
    'links in a table',
    '|[a\\[1\\|2\\]|https://e.example/a]|b|',
    '| [a\\[1\\|2\\]](https://e.example/a) | b |\n| - | - |',
  ],
  ['an address', 'see https://e.example/a.', 'see https://e.example/a.'],
  ['a mention', 'ask [~admin]', 'ask @admin'],
  ['a quote', '{quote}\na\n{quote}', '> a'],
  ['a line of quote', 'bq. a', '> a'],
  ['code', '{code:js}\na {b}\n\nc\n{code}', '```js\na {b}\n\nc\n```'],
  ['lists', '* a\n** b\n*# c\n* d', '- a\n  - b\n  1. c\n- d'],
  ['a table', '||a||b||\n|1|2|', '| a | b |\n| - | - |\n| 1 | 2 |'],
  ['a colour', '{color:red}hot{color} stuff', 'hot stuff'],
  ['a picture', '!shot.png|width=300!', 'shot.png'],
  ['escaped signs', '\\*a\\* &#123;b&#125; &amp;lt;', '*a* {b} &lt;'],
  ['a macro that is not known', '{chart:x}', '{chart:x}'],
  ['a macro that does not end', '{code}a', '{code}a'],
])('%s in wiki notation is read as Markdown', (_, wiki, markdown) => {
  expect(read(wiki)).toBe(markdown)
})

/** Each day of development tries other texts. */
const seed = Number(process.env.TEXTS_SEED ?? Math.floor(Date.now() / 86_400_000))
/** More of them: TEXTS=2000. */
const numRuns = Number(process.env.TEXTS ?? 100)

it(`a text that is written and read is the same from the second time on (TEXTS_SEED=${seed})`, () => {
  fc.assert(
    fc.property(mixedText, (text) => {
      const second = read(write(read(write(text))))

      expect(read(write(second))).toBe(second)
    }),
    { seed, numRuns },
  )
}, 300_000)

it.each(['{*}', '{{', '[', '*a ', '{quote}', '|', '* ', '\\', '!a', '&#', '{code}x{code}'])(
  'a whole text of %j is read, and grows at most fourfold',
  (part) => {
    const text = part.repeat(Math.ceil(32_767 / part.length))

    expect(read(text).length).toBeLessThanOrEqual(4 * text.length)
  },
)
