import type { Scenario } from '../scenario.ts'
import type { Stage } from '../stage.ts'

const minuteMs = 60_000
/** Writes of one attempt, after which the next waits for them all. */
const mostOfAttempt = 6

/**
 * In no span of time more writes than the pace allows, but for those of one attempt, and of one for each process that
 * died. If processes stand still or the store fails, what was written may not be counted, and nothing is said.
 */
export function paceOf({ tracker, ground }: Stage, scenario: Scenario): string[] {
  const { writesPerMinute: most, freezes, storeFails, refuses } = scenario
  if (most === 0 || tracker.id !== 'github' || freezes > 0 || storeFails > 0 || refuses) return []
  const writes = tracker.writes.toSorted((one, other) => one - other)
  const spare = mostOfAttempt * (1 + ground.counts.deaths)
  const allowed = (ms: number) => 1 + Math.floor((ms * most) / minuteMs) + spare
  for (const [first, from] of writes.entries())
    for (const [more, until] of writes.slice(first).entries())
      if (more + 1 > allowed(until - from))
        return [`${more + 1} writes in ${until - from} ms, and ${most} a minute are allowed`]
  return []
}
