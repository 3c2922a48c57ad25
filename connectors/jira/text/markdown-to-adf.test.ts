import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Node, problemsOf, wordsIn } from '../../../test/trackers/jira/adf/adf.ts'
import { calmText } from '../../../test/trackers/jira/adf/mixed-text.ts'
import { markdownToAdf } from './markdown-to-adf.ts'

const limit = 32_767
const note = 'The whole text is attached.'
const shown = { type: 'paragraph', content: [{ type: 'text', text: note }] }

const mega = (part: string) => part.repeat(Math.ceil(1_000_000 / part.length))
const sizeOf = (json: unknown) => JSON.stringify(json).length

describe('a document that is too long', () => {
  it('fits, is valid, ends with the note, and before it has the start of the whole', () => {
    fc.assert(
      fc.property(calmText, fc.integer({ min: 200, max: 2000 }), (text, room) => {
        const whole = markdownToAdf(text, Number.MAX_SAFE_INTEGER, note).document

        const { document, cut } = markdownToAdf(text, room, note)

        expect(sizeOf(document)).toBeLessThanOrEqual(room)
        expect(problemsOf(document)).toEqual([])
        if (cut) expect(document.content.at(-1)).toEqual(shown)
        // A longer text is cut before it is parsed, and marks in it may be left open.
        if (text.length > room) return
        expect(cut).toBe(sizeOf(whole) > room)
        const start = cut ? document.content.slice(0, -1) : document.content
        const words = wordsIn({ type: 'doc', content: start })
        expect(wordsIn(whole).join(' ').startsWith(words.join(' '))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    [
      'a paragraph',
      `${'one '.repeat(40)}\n\ntwo three\n\n${'four '.repeat(60)}`,
      'three',
      ['paragraph', 'paragraph', 'paragraph'],
    ],
    [
      'an item',
      `one\n\n- two\n- three\n- ${'four '.repeat(60)}`,
      'three',
      ['paragraph', 'bulletList', 'paragraph'],
    ],
    [
      'a line of code',
      `${'one '.repeat(40)}\n\n\`\`\`\n${'two three\n'.repeat(5)}${'four five '.repeat(20)}\n\`\`\``,
      'three',
      ['paragraph', 'codeBlock', 'paragraph'],
    ],
  ])('ends with %s', (_, text, last, types) => {
    const { document } = markdownToAdf(text, 500, note)

    expect(document.content.map(({ type }) => type)).toEqual(types)
    expect(wordsIn({ type: 'doc', content: document.content.slice(0, -1) }).at(-1)).toBe(last)
  })

  it('ends with a word where it has but one paragraph, and never with half a character', () => {
    for (let room = 390; room < 400; room += 1) {
      const words = markdownToAdf('"word" '.repeat(50), room, note).document
      const faces = markdownToAdf('😀"'.repeat(100), room, note).document

      expect(textOf(words)).toMatch(/^("word" )+"word"$/)
      expect(textOf(faces)).toMatch(/^(😀")+😀?$/u)
    }
  })

  it.each([
    ['words', mega('word ')],
    ['one word', 'x'.repeat(1_000_000)],
    ['paragraphs', mega('Some prose here.\n\n')],
    ['items', mega('- item\n')],
    ['rows', `| a | b |\n|---|---|\n${mega('| c | d |\n')}`],
    ['a row', `|${mega(' a |')}\n|${mega('-|')}\n`],
    ['rows of HTML', `<table>${mega('<tr><td>a</td><td>b</td></tr>')}</table>`],
    ['code', `\`\`\`\n${mega('code line\n')}\`\`\``],
    ['<pre>', `<pre>${mega('&#34;code&#34;\n')}</pre>`],
    ['details', mega('<details><summary>Title</summary>\n\ntext **bold**\n\n</details>\n\n')],
    ['a title', `<details><summary>${mega('word ')}</summary>text</details>`],
    ['links', mega('[a](https://e.example/x) ')],
    ['line breaks', mega('a<br>')],
    ['an address', `[text](https://e.example/${mega('a')})`],
    ['quotation marks', mega('"')],
    ['control characters', mega('\u0001')],
  ])('is cut to the limit, of a megabyte of %s', (_, text) => {
    const { document, cut } = markdownToAdf(text, limit, note)

    expect(cut).toBe(true)
    expect(problemsOf(document)).toEqual([])
    expect(sizeOf(document)).toBeLessThanOrEqual(limit)
    expect(sizeOf(document)).toBeGreaterThan(limit * 0.75)
    expect(document.content.at(-1)).toEqual(shown)
  })
})

describe('a text longer than the limit', () => {
  it('is not cut where its document is not', () => {
    const text = `<pre>${'&#34;'.repeat(10_000)}</pre>`

    expect(markdownToAdf(text, limit, note).cut).toBe(false)
  })
})

function textOf({ content }: Node): string {
  return content?.[0]?.content?.[0]?.text ?? ''
}
