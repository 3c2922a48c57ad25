import { longestLockMs } from './actors/people.ts'
import type { Stage } from './stage.ts'

/** Work that does not end within so long, in calm weather, never does. */
const longestMs = 4 * 3_600_000
const pollMs = 65_000
/** The store agrees with the tracker after so many polls. */
const mostPolls = 4
const mostRedrives = 3

/** The only causes for which a job may fail in a world where trackers refuse nothing for good: files alone are refused so. */
const causes = /ended or ran out of time three times|issue is locked|attachments need Contents/
const locked = /issue is locked/

/**
 * Lets everything end that is under way; an operator redrives what died three times, or was
 * refused for a locked issue. Then some polls more. Returns false, and
 * says so among the violations, if it does not come to rest.
 * Once all `isWell`, no more polls can mend anything.
 */
export async function settle(stage: Stage, isWell = () => false): Promise<boolean> {
  const { world, ground, scanner, timedScanner } = stage
  // What waits behind an issue that could not be filed has no time of its own.
  const underWay = () => {
    const open = stage.openWork()
    const stuck = new Set(
      open.flatMap(({ state, kind, issue }) =>
        state === 'failed' && kind === 'create' ? issue : [],
      ),
    )
    return open.filter(({ state, issue }) => state !== 'failed' && !stuck.has(issue))
  }
  // Looking is not for nothing, and a second more does no harm.
  let next = 0
  const isAtRest = () => {
    if (world.now() < next) return false
    next = world.now() + 1000
    return scanner.busy() + timedScanner.busy() === 0 && underWay().length === 0
  }
  const atRest = () => world.pass(longestMs, isAtRest)
  const failed = () => stage.openWork().filter(({ state }) => state === 'failed')
  // What only a poll brings to light may lead to work, and that may fail too.
  const polled = async () => {
    for (let polls = 0; polls === 0 || (polls < mostPolls && !isWell()); polls += 1)
      await world.pass(pollMs)
    return atRest()
  }
  for (let redrives = 0; redrives <= mostRedrives; redrives += 1) {
    if (!(await atRest()) || (failed().length === 0 && !(await polled()))) {
      ground.violations.push(`does not come to rest: ${JSON.stringify(underWay())}`)
      return false
    }
    if (failed().length === 0) return true
    for (const { kind, error } of failed())
      if (!causes.test(String(error))) ground.violations.push(`${kind} failed: ${error}`)
    if (failed().some(({ error }) => locked.test(String(error)))) await world.pass(longestLockMs)
    await stage.operator.redrive()
  }
  return false
}
