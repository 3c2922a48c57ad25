import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonSize } from './json-size.ts'

it('the size of JSON is the length of what is written, whatever characters it has', () => {
  const unit = fc.constantFrom(...'a"\\\n\t\u0000\u001f\u007f\u2028é', '😀', '\ud83d', '\ude00')
  const text = fc.string({ unit })
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      ...[text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })],
      ...[fc.boolean(), fc.constant(null), fc.array(tie('value'))],
      fc.dictionary(
        fc.string({ unit: fc.constantFrom(...'abcé') }),
        fc.option(tie('value'), { nil: undefined }),
      ),
    ),
  })).value

  fc.assert(
    fc.property(json, (value) => {
      expect(jsonSize(value)).toBe(JSON.stringify(value).length)
    }),
    { numRuns: 2000 },
  )
})
