import { expect, it } from 'vitest'
import { parseJson } from '../../src/platform/json.ts'

const strings = ['\\', '"', '\\"', '\\\\"', '[{,', 'a\\', '","[', '']
const listOf = (length: number) =>
  JSON.stringify(Array.from({ length }, (_, n) => strings[n % strings.length]))

it('a message has 20,000 values at most, whatever its strings hold', () => {
  expect(parseJson(listOf(20_000))).toHaveLength(20_000)
  expect(() => parseJson(listOf(20_001))).toThrow('more than 20,000 values')
})

it('strings that no comma parts are counted too: they are no JSON', () => {
  expect(() => parseJson('"" '.repeat(100_000))).toThrow('more than 20,000 values')
})
