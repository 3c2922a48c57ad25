import { type Kind, runSeed } from './run.ts'

/** What came of many worlds. */
export interface Totals {
  readonly lived: number
  readonly failed: number
  readonly deaths: number
  readonly faults: number
  readonly simulatedMs: number
  readonly cpuMs: number
}

/** Which worlds to look at, and how. */
export interface Look extends Kind {
  readonly first: number
  readonly count: number
  /** Ends at the first world in which something is wrong. */
  readonly untilFirst: boolean
  /** Writes all that happened. */
  readonly verbose: boolean
  readonly write: (line: string) => void
}

export const none: Totals = {
  ...{ lived: 0, failed: 0, deaths: 0, faults: 0, simulatedMs: 0, cpuMs: 0 },
}

/** Looks at one world after the other, and writes what is wrong in each. */
export async function look(asked: Look): Promise<Totals> {
  const { first, count, untilFirst, verbose, write } = asked
  const begun = process.cpuUsage().user
  let totals = none
  for (let seed = first; seed < first + count; seed += 1) {
    const { violations, deaths, faults, simulatedMs, ...outcome } = await runSeed(seed, asked)
    const isWrong = violations.length > 0
    const one = { lived: 1, failed: isWrong ? 1 : 0, deaths, faults, simulatedMs, cpuMs: 0 }
    totals = sum(totals, one)
    if (verbose) {
      for (const line of [...outcome.lines, ...outcome.logged, ...outcome.rows]) write(line)
      write(JSON.stringify(outcome.scenario))
      write(outcome.hash)
    }
    if (isWrong) write(`seed ${seed}: ${violations.join('\n  ')}`)
    if (isWrong && untilFirst) break
  }
  return { ...totals, cpuMs: (process.cpuUsage().user - begun) / 1000 }
}

/** Adds two totals up. */
export function sum(one: Totals, other: Totals): Totals {
  return {
    lived: one.lived + other.lived,
    failed: one.failed + other.failed,
    deaths: one.deaths + other.deaths,
    faults: one.faults + other.faults,
    simulatedMs: one.simulatedMs + other.simulatedMs,
    cpuMs: one.cpuMs + other.cpuMs,
  }
}
