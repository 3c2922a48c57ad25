import { describe, expect, it } from 'vitest'
import { compareLifecycles } from './lifecycle.ts'
import { type Rules, rules } from './reference.ts'

/** Each day of development tries other histories. */
const seed = Math.floor(Date.now() / 86_400_000)
const numRuns = Number(process.env.SIMULATE_MODEL ?? 10)

describe('the lifecycle', () => {
  it(`is as its reference says, whatever scanners and people do and whatever goes wrong (${numRuns} histories, seed ${seed})`, async () => {
    await compareLifecycles({ seed, numRuns })
  }, 300_000)

  it('differs from a wrong reference in the shortest history that shows it', async () => {
    const wrong: Rules = {
      ...rules,
      // A scanner's report overrules a person who said that it is not planned.
      reportOpen(issue) {
        if (issue.status === 'closed') issue.by = 'scanner'
        rules.reportOpen(issue)
      },
    }

    const found = await compareLifecycles({ seed: 55, numRuns: 100 }, wrong).catch(String)

    const [, history = ''] = /Counterexample: \[(.*) \/\*/.exec(String(found)) ?? []
    expect(history.split(',')).toEqual([
      expect.stringMatching(/^finding \d: a person closes it as (not_planned|duplicate)$/),
      expect.stringMatching(/^finding \d: the scanner reports it again$/),
    ])
  }, 120_000)
})
