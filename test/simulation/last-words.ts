import { settle } from './settle.ts'
import type { Stage } from './stage.ts'
import type { Seen } from './trackers/tracker.ts'

/** A wish that came last of all, in calm weather, and so must be what is so in the end. */
interface Wish {
  readonly issue: string
  readonly who: string
  readonly status: Seen['status']
}

/** Milliseconds after which a change of ours and one of a person's cannot be confused any more. */
const apartMs = 180_000

/**
 * Everybody decides once more, about an issue each, with nothing else going on. Returns the wishes that did not become true.
 */
export async function lastWords(stage: Stage): Promise<string[]> {
  const { world, tracker } = stage
  await world.pass(apartMs)
  const wishes = tracker.issues().flatMap((issue) => decide(stage, issue) ?? [])
  if (!(await settle(stage))) return []
  const now = new Map(tracker.issues().map((issue) => [issue.id, issue.status]))
  return wishes
    .filter(({ issue, status }) => now.get(issue) !== status)
    .map(({ who, status }) => `${who} wanted it ${status} in the end, and it is not`)
}

function decide({ world, scanner, people }: Stage, issue: Seen): Wish | null {
  const finding = scanner.findings.find(({ id }) => id && issue.key?.startsWith(id))
  const wish = { issue: issue.id, status: issue.status === 'open' ? 'closed' : 'open' } as const
  if (!finding || world.chance.is(0.2)) return null
  if (world.chance.is(0.5)) {
    scanner.setStatus(finding, wish.status)
    return { ...wish, who: 'the scanner' }
  }
  if (wish.status === 'open') people.reopen(issue)
  else people.close(issue, world.chance.pick(['completed', 'not_planned']))
  return { ...wish, who: 'a person' }
}
