import { expect, it } from 'vitest'
import type { Deps } from '../../src/deps.ts'
import { createBudget } from '../../src/platform/budget.ts'
import { createEvents } from '../../src/queue/events.ts'
import type { Runner } from '../../src/queue/run.ts'

const now = 1_000_000
const due = now + 5000

it.each([
  ['a message that starts nothing is followed by none', { isMessage: true, starts: 0 }, Infinity],
  ['a message that does work is followed by one', { isMessage: true, starts: 1 }, due],
  ['a clock that starts nothing is followed by one', { isMessage: false, starts: 0 }, due],
])('of many messages for the same time one goes on: %s', async (_, { isMessage, starts }, next) => {
  const events = createEvents(deps(), runner(starts), { recurring: () => [], hasClock: true })

  expect(await events.tick(['github'], isMessage)).toBe(next)
})

function deps(): Deps {
  const db = { isBehind: async () => false }
  return { db, now: () => now, budget: createBudget(50), config: {} } as unknown as Deps
}

/** Starts so many jobs; the next is due later. */
function runner(starts: number): Runner {
  return {
    prepare: async () => {},
    expect() {},
    drain: async () => starts,
    dues: async () => [{ id: 'github', paced: due, unpaced: null }],
  } as unknown as Runner
}
