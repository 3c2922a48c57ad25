import { describe, expect, it } from 'vitest'
import { isLinearizable, type Operation } from './checker.ts'
import { historiesOf } from './worlds.ts'

/** Seeds of today's date: each day of development looks at other histories. */
const first = Math.floor(Date.now() / 86_400_000) * 1000
const least = Number(process.env.SIMULATE_HISTORIES ?? 24)

it(`what clients read and write of an issue by two workers at once has one order, in ${least} histories from seed ${first} on`, async () => {
  const wrong: string[] = []
  for (let [seed, count] = [first, 0]; count < least; seed += 1) {
    const outcome = await historiesOf(seed)
    count += outcome.all.length
    const said = outcome.wrong.map(({ id }) => `${id} is not linearizable`)
    wrong.push(...[...said, ...outcome.violations].map((words) => `seed ${seed}: ${words}`))
  }

  expect(wrong).toEqual([])
}, 300_000)

describe('the checker', () => {
  const initial = { status: 'open', body: 'a' }
  const write = (body: string, called: number, returned: number): Operation =>
    ({ kind: 'write', values: { body }, called, returned }) as const
  const read = (body: string, called: number, returned: number): Operation =>
    ({ kind: 'read', values: { body }, called, returned }) as const

  it('accepts a read that sees a write which is still under way', () => {
    expect(isLinearizable([write('b', 1, 6), read('b', 2, 3), read('b', 4, 5)], initial)).toBe(true)
  })

  it('refuses a read of what an answered write had replaced', () => {
    expect(isLinearizable([write('b', 1, 2), read('a', 3, 4)], initial)).toBe(false)
  })

  it('refuses two reads that see a write come and go', () => {
    expect(isLinearizable([write('b', 1, 6), read('b', 2, 3), read('a', 4, 5)], initial)).toBe(
      false,
    )
  })

  it('refuses a lost one of two writes, once both were seen', () => {
    const both = [write('b', 1, 2), write('c', 3, 4), read('c', 5, 6)]

    expect(isLinearizable([...both, read('b', 7, 8)], initial)).toBe(false)
  })

  it('lets a write without an answer have its effect late, once, or never', () => {
    const lost = write('b', 1, Number.POSITIVE_INFINITY)

    expect(isLinearizable([lost, read('a', 2, 3), read('b', 4, 5)], initial)).toBe(true)
    expect(isLinearizable([lost, read('a', 2, 3)], initial)).toBe(true)
    expect(
      isLinearizable(
        [lost, read('b', 2, 3), write('c', 4, 5), read('c', 6, 7), read('b', 8, 9)],
        initial,
      ),
    ).toBe(false)
  })

  it('refuses a mixture of what two writes wrote together', () => {
    const pair = (status: string, body: string, called: number): Operation => ({
      ...{ kind: 'write', values: { status, body } },
      ...{ called, returned: called + 1 },
    })
    const mixed = { ...read('b', 5, 6), values: { status: 'open', body: 'b' } }

    expect(isLinearizable([pair('closed', 'b', 1), pair('open', 'c', 3), mixed], initial)).toBe(
      false,
    )
  })
})
