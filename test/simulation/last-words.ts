import type { Finding } from './actors/scanner.ts'
import { settle } from './settle.ts'
import type { Stage } from './stage.ts'
import type { Seen } from './trackers/tracker.ts'

/** A wish that came last of all, in calm weather, and so must be what is so in the end. */
interface Wish {
  readonly issue: string
  readonly who: string
  readonly status: Seen['status']
}

/** The tracker is out of reach for so long as they decide, in some worlds. */
const outageMs = 30_000

/**
 * Everybody decides once more, about an issue each, with nothing else going on and after some polls: a change of ours and one
 * of a person's cannot be confused any more. Returns the wishes that did not become true.
 */
export async function lastWords(stage: Stage, isWell: () => boolean): Promise<string[]> {
  const { world, tracker, weather } = stage
  if (world.chance.is(0.4)) weather.always = 'refused'
  world.after(outageMs, () => {
    weather.always = null
  })
  const wishes = tracker.issues().flatMap((issue) => decide(stage, issue) ?? [])
  if (!(await settle(stage, isWell))) return []
  const now = new Map(tracker.issues().map((issue) => [issue.id, issue.status]))
  return wishes
    .filter(({ issue, status }) => now.get(issue) !== status)
    .map(({ who, status }) => `${who} wanted it ${status} in the end, and it is not`)
}

/** While the scanner's word to reopen it waits, a person opens and closes it, for another reason: that is the last word. */
function contradict({ world, scanner, people, tracker }: Stage, finding: Finding, { id }: Seen) {
  const then = (ms: number, act: (issue: Seen) => void) =>
    world.after(ms, () => {
      const now = tracker.issues().find((one) => one.id === id)
      if (now) act(now)
    })
  scanner.setStatus(finding, 'open')
  then(outageMs / 3, people.reopen)
  then(outageMs / 2, (issue) => people.close(issue, 'duplicate'))
}

function decide(stage: Stage, issue: Seen): Wish | null {
  const { world, scanner, people, weather } = stage
  const finding = scanner.findings.find(({ id }) => id && issue.key?.startsWith(id))
  const wish = { issue: issue.id, status: issue.status === 'open' ? 'closed' : 'open' } as const
  if (!finding || world.chance.is(0.2)) return null
  if (weather.always && issue.status === 'closed' && issue.reason !== 'duplicate') {
    contradict(stage, finding, issue)
    return { issue: issue.id, status: 'closed', who: 'a person' }
  }
  if (world.chance.is(0.5)) {
    scanner.setStatus(finding, wish.status)
    return { ...wish, who: 'the scanner' }
  }
  if (wish.status === 'open') people.reopen(issue)
  else people.close(issue, world.chance.pick(['completed', 'not_planned']))
  return { ...wish, who: 'a person' }
}
