import { afterEach, expect, it, vi } from 'vitest'
import { createYielder, inTurn } from '../../src/platform/yield.ts'

afterEach(() => vi.restoreAllMocks())

it.each([
  ['a long text lets other work go before and after it', 100_000, ['other', 'text', 'other']],
  ['a short text is done at once', 100, ['text']],
])('work on %s', async (_, length, order) => {
  const { done, stop } = withOther()

  await inTurn(length, () => done.push('text'))

  stop()
  expect(runsOf(done)).toEqual(order)
})

it('long texts that come together let other work go between them, and none waits for ever', async () => {
  const { done, stop } = withOther()
  const names = ['a', 'b', 'c']

  await Promise.all(names.map((name) => inTurn(100_000, () => done.push(name))))

  stop()
  expect(runsOf(done)).toEqual(['other', 'a', 'other', 'b', 'other', 'c', 'other'])
})

it('long work in pieces lets other work go by their length while the clock stands', async () => {
  vi.spyOn(performance, 'now').mockReturnValue(0)
  const { done, stop } = withOther()
  const yieldNow = createYielder()

  for (const length of [15_000, 15_000, 1000, 1000]) {
    done.push('piece')
    await yieldNow(length)
  }

  stop()
  expect(runsOf(done)).toEqual(['piece', 'other', 'piece'])
})

function withOther() {
  const done: string[] = []
  const other = setInterval(() => done.push('other'))
  return { done, stop: () => clearInterval(other) }
}

/** What was done, each once if it was done several times on end. */
function runsOf(done: readonly string[]): string[] {
  return done.filter((what, n) => what !== done[n - 1])
}
