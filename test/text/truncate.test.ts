import fc from 'fast-check'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { describe, expect, it } from 'vitest'
import { defang } from '../../src/text/defang.ts'
import { githubDialect } from '../../src/text/dialect.ts'
import { labelText, oneLine, truncate } from '../../src/text/truncate.ts'
import { hostileText } from './hostile-text.ts'

const id = '0190b2c4-0000-7000-8000-0123456789ab'
const mark = `<!-- lockstep:${id} -->`
const reader = unified().use(remarkParse).use(remarkGfm)
const dialect = githubDialect()
const note = 'The rest is attached.'

describe('a text that is cut', () => {
  it('fits, says so, has no half character, and swallows nothing that is put after it', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 40, max: 200 }), (hostile, limit) => {
        const text = defang(hostile, dialect)

        const { text: short, cut: wasCut } = truncate(text, limit, { note, dialect })

        expect(wasCut).toBe(text.length > limit)
        expect(short.length).toBeLessThanOrEqual(limit)
        if (!wasCut) {
          expect(short).toBe(text)
          return
        }
        expect(short.endsWith(note)).toBe(true)
        expect(short.isWellFormed()).toBe(text.isWellFormed() || short.isWellFormed())
        const last = reader.parse(`${short}\n\n${mark}`).children.at(-1)
        expect(last).toMatchObject({ type: 'html', value: mark })
      }),
      { numRuns: 1500 },
    )
  })

  it.each([
    ['a paragraph', 'onee\n\ntwo three', 'onee'],
    ['else a line', 'onee\ntwo three', 'onee'],
    ['else a word', 'one two three', 'one two'],
    ['else a character', 'onetwothree', 'onetwoth'],
  ])('ends with %s', (_, text, start) => {
    const { text: short } = truncate(text.padEnd(60, 'x'), 8 + note.length + 2, { note, dialect })

    expect(short).toBe(`${start}\n\n${note}`)
  })

  it('closes what it leaves open', () => {
    const code = `\`\`\`\n${'line\n'.repeat(50)}\`\`\`\n`

    const { text } = truncate(`<details>\n\n${code}\n</details>\n`, 120, { note, dialect })

    expect(text).toMatch(/\n```\n+<\/details>\n\nThe rest is attached\.$/)
  })

  it('never cuts an emoji in half', () => {
    for (let limit = note.length; limit < 60; limit += 1) {
      expect(truncate('😀'.repeat(40), limit, { note, dialect }).text.isWellFormed()).toBe(true)
    }
  })
})

describe('a text on one line', () => {
  it('has no line end, no control character and none that turns it round, and fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 30 }), (text, limit) => {
        const line = oneLine(text, limit)

        expect(line.length).toBeLessThanOrEqual(limit)
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u)
        expect(line).toBe(line.trim())
      }),
    )
  })

  it('ends in an ellipsis where it was cut', () => {
    expect(oneLine('one two three', 8)).toBe('one two…')
    expect(oneLine('a\r\n\tb\u202Ec', 9)).toBe('a b c')
  })
})

describe('a label', () => {
  it('fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 60 }), (text, limit) => {
        expect(labelText(text, limit).length).toBeLessThanOrEqual(limit)
      }),
    )
  })

  it('is another than one that begins alike', () => {
    const start = 'a'.repeat(60)

    expect(labelText(`${start}1`, 50)).not.toBe(labelText(`${start}2`, 50))
  })

  it('cannot pass for our own', () => {
    expect(labelText(`lockstep-${id}`, 50)).toBe(`lockstep~${id}`)
    expect(labelText(`Lockstep-${id}`, 50)).toBe(`lockstep~${id}`)
    expect(labelText('lockstep-team', 50)).toBe('lockstep-team')
  })
})
