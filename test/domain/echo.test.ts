import { expect, it } from 'vitest'
import { mayBeEcho } from '../../src/domain/echo.ts'

const now = 1_000_000_000
const quiet = { seenAt: now - 5000, wroteAt: 0, writing: false }

it.each([
  ['later than anything known', now, quiet, false],
  ['of the very second of the last change known', now - 5000, quiet, true],
  ['while a write of ours is under way', now, { ...quiet, writing: true }, true],
  ['soon after our write, by both clocks', now, { ...quiet, wroteAt: now - 60_000 }, true],
  [
    'soon after our write, by a clock that is fast',
    now + 600_000,
    { ...quiet, wroteAt: now - 60_000 },
    true,
  ],
  ['long after our write', now, { ...quiet, wroteAt: now - 121_000 }, false],
  ['now, of a time before our write', now - 600_000, { ...quiet, wroteAt: now - 300_000 }, true],
])('a state %s may be of our own writing: %s', (_, at, ledger, expected) => {
  expect(mayBeEcho(at, ledger, now)).toBe(expected)
})
