import { expect, it } from 'vitest'
import { inTurn } from '../../src/platform/yield.ts'

it.each([
  ['a long text lets other work go before and after it', 100_000, ['other', 'text', 'other']],
  ['a short text is done at once', 100, ['text']],
])('work on %s', async (_, length, order) => {
  const done: string[] = []
  const other = setInterval(() => done.push('other'))

  await inTurn(length, () => done.push('text'))

  clearInterval(other)
  expect(done).toEqual(order)
})
