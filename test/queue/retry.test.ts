import { expect, it } from 'vitest'
import { limitedDelay, retryDelay } from '../../src/queue/attempt/retry.ts'

const seconds = 1000

it('waits 5 s, 30 s, 2 min, 10 min, 1 h, 3 h and 10 h, then parks', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8].map((tries) => retryDelay(tries, 0.5))

  expect(delays).toEqual(
    [5, 30, 120, 600, 3600, 10_800, 36_000].map((s) => s * seconds).concat(null as never),
  )
})

it('varies every delay by 20 % either way', () => {
  expect(retryDelay(1, 0)).toBe(4 * seconds)
  expect(retryDelay(1, 1)).toBe(6 * seconds)
})

it('waits at least a minute when told nothing, doubling up to an hour', () => {
  expect([1, 2, 3, 7, 50].map(limitedDelay)).toEqual(
    [60, 120, 240, 3600, 3600].map((s) => s * seconds),
  )
})
