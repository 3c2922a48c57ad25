import { expect, it } from 'vitest'
import { runSeed } from './run.ts'

/** Seeds of today's date: each day of development looks at other worlds. */
const today = Math.floor(Date.now() / 86_400_000)
const count = Number(process.env.SIMULATE_SEEDS ?? 500)
const first = today * 1000
const atDataCenter = Math.ceil(count / 50)

it(`nothing is lost, doubled or left undone in the worlds of the seeds ${first} to ${first + count - 1}`, async () => {
  const wrong: string[] = []
  for (let seed = first; seed < first + count; seed += 1) {
    const { violations } = await runSeed(seed, { isShort: true })
    wrong.push(
      ...violations.map((violation) => `npm run simulate -- --short --seed ${seed}: ${violation}`),
    )
  }

  expect(wrong).toEqual([])
}, 600_000)

it(`nor in ${atDataCenter} of them with Jira Data Center`, async () => {
  const wrong: string[] = []
  for (let seed = first; seed < first + atDataCenter; seed += 1) {
    const { violations } = await runSeed(seed, { isShort: true, dataCenter: true })
    wrong.push(
      ...violations.map(
        (violation) => `npm run simulate -- --data-center --short --seed ${seed}: ${violation}`,
      ),
    )
  }

  expect(wrong).toEqual([])
}, 300_000)

it('a seed that is run again leaves the same trace, whatever was run before it', async () => {
  const first: string[] = []
  for (const seed of [1, 2, 3, 5]) first.push((await runSeed(seed)).hash)
  const again: string[] = []
  for (const seed of [5, 3, 2, 1]) again.unshift((await runSeed(seed)).hash)

  expect(again).toEqual(first)
}, 60_000)
