/** Seeded chance: the same seed gives the same numbers. */
export interface Chance {
  /** At least 0 and below 1. */
  next(): number
  /** True once in `1 / share` times. */
  is(share: number): boolean
  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number
  pick<T>(all: readonly T[]): T
}

/** Mulberry32: small, fast and good enough to be surprised by. */
export function openChance(seed: number): Chance {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    is: (share) => next() < share,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (all) => all[Math.floor(next() * all.length)] as (typeof all)[number],
  }
}
