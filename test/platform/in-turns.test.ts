import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodyOf } from '../../src/platform/in-turns/body-of.ts'
import { escapeInTurns } from '../../src/platform/in-turns/escape-text.ts'
import { parseForm } from '../../src/platform/in-turns/parse-form.ts'
import { writeJson } from '../../src/platform/in-turns/write-json.ts'

const long = 120_000

describe('a form that is read in turns', () => {
  const units = fc.constantFrom(
    ...['%F0%9F%98%80', '%E2%82%AC', '%C3%A9', '%F0%9F', '%BF', '%ff', '%00', '%', '%4', '%zz'],
    ...['a', 'f0', '+', 'é', '=', '%3D%26', '%0D%0A'],
  )

  it('has the fields that the platform reads, wherever a long one is parted', async () => {
    const text = fc.array(units, { minLength: 1, maxLength: 4 }).map((some) => some.join(''))
    const form = fc.tuple(fc.nat(30), text, text).map(([before, one, other]) => {
      return `${'x'.repeat(before)}=${one.repeat(long / one.length)}&b=${other}&&b=${one}`
    })

    await fc.assert(
      fc.asyncProperty(form, async (sent) => {
        expect(await parseForm(sent)).toEqual(Object.fromEntries(new URLSearchParams(sent)))
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('has a thousand fields at most, and names such as __proto__ are fields', async () => {
    const fields = await parseForm(`__proto__=a&${'a&'.repeat(1_000_000)}last=1`)

    expect(Object.hasOwn(fields, '__proto__')).toBe(true)
    expect(Object.hasOwn(fields, 'last')).toBe(false)
  })
})

it('a text that is escaped in turns is the same text on the page', async () => {
  const text = '<b>&amp;'.repeat(long / 8)

  expect(await escapeInTurns(text)).toBe('&lt;b>&amp;amp;'.repeat(long / 8))
})

it('an object that is written in turns is the JSON that the runtime writes', async () => {
  const value = { a: 'é"\n', b: undefined, c: [{ d: 1 }, undefined, [null]], e: null, f: [] }

  expect(await writeJson(value)).toBe(JSON.stringify(value))
})

it.each([
  // The first piece would end within a character.
  ['of many pieces', `aa${'é😀<'.repeat(700_000)}`],
  ['that ends with half a character', `${'a'.repeat(1_499_999)}\uD83D`],
  ['that is short', 'é😀'],
])('an answer %s is the same bytes as one that is sent at once', async (_, text) => {
  const sent = await new Response(bodyOf(text)).text()

  expect(sent === text.toWellFormed()).toBe(true)
})
