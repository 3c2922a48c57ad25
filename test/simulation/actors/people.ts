import type { Reason } from '../../../src/domain/issue.ts'
import type { Seen, Tracker } from '../trackers/tracker.ts'
import type { World } from '../world/world.ts'

/** Developers at work in the tracker. */
export interface People {
  /** Does something at random to some issue; nothing if there is none. */
  act(): void
  close(issue: Seen, reason: Reason): void
  reopen(issue: Seen): void
  say(issue: Seen): void
  /** How often people changed the state of an issue, by the key of ours that it carries. */
  readonly decisions: ReadonlyMap<string, number>
  /** How often people hid an issue for a while. */
  hidden(): number
  /** The titles of files that they took off issues. */
  readonly detached: ReadonlySet<string>
}

/** A locked issue is unlocked after so long at the latest. */
export const longestLockMs = 60_000

const longestHideMs = 180_000

const reasons: readonly Reason[] = ['completed', 'not_planned', 'duplicate']

export function openPeople(
  world: World,
  { deeds, issues }: Tracker,
  isKnown: (id: string) => boolean,
): People {
  const { chance } = world
  const decisions = new Map<string, number>()
  const detached = new Set<string>()
  const moved = new Set<Seen['key']>()
  let words = 0
  let hidden = 0
  const places = [deeds.rename, lockForAWhile, deeds.remove, deeds.move, hideForAWhile]
  const rare = [...places, attach, detach]
  const people: People = {
    decisions,
    hidden: () => hidden,
    detached,
    act,
    close(issue, reason) {
      if (issue.status === 'closed') return
      decide(issue)
      deeds.close(issue, reason)
    },
    reopen(issue) {
      if (issue.status === 'open') return
      decide(issue)
      deeds.reopen(issue)
    },
    say: (issue) => deeds.say(issue, newWords()),
  }
  return people

  function newWords(): string {
    words += 1
    return `human ${words}`
  }

  function decide({ key }: Seen): void {
    if (key !== null) decisions.set(key, (decisions.get(key) ?? 0) + 1)
  }

  /** Some change their minds within the second. */
  function decideOnceOrTwice({ id }: Seen, isClosing: boolean): void {
    const issue = issues().find((one) => one.id === id)
    if (!issue) return
    if (isClosing) people.close(issue, chance.pick(reasons))
    else people.reopen(issue)
    if (chance.is(0.4))
      world.after(chance.whole(50, 700), () => decideOnceOrTwice(issue, !isClosing))
  }

  function lockForAWhile(issue: Seen): void {
    deeds.lock(issue, true)
    world.after(chance.whole(5000, longestLockMs), () => deeds.lock(issue, false))
  }

  function attach(issue: Seen): void {
    words += 1
    deeds.attach(issue, `human-${words}.txt`)
  }

  function detach(issue: Seen): void {
    if (issue.files.length === 0) return
    const file = chance.pick(issue.files)
    detached.add(file.title)
    deeds.detach(issue, file)
  }

  /** What nobody knows to be filed yet is filed anew if it is deleted, and doubled if it is hidden: it is moved at most. */
  function moveOnce(issue: Seen): void {
    if (moved.has(issue.key)) return
    moved.add(issue.key)
    deeds.move(issue)
  }

  function hideForAWhile(issue: Seen): void {
    hidden += 1
    deeds.hide(issue, true)
    world.after(chance.whole(5000, longestHideMs), () => deeds.hide(issue, false))
  }

  function act(): void {
    const all = issues()
    if (all.length === 0) return
    const issue = chance.pick(all)
    const spoken = issue.comments.filter(({ isOurs }) => !isOurs)
    const comment = spoken.length > 0 ? chance.pick(spoken) : null
    const deed = chance.is(0.08) ? 11 : chance.whole(1, 10)
    world.trace.note(`${world.now()} casey ${deed} ${issue.name}`)
    if (deed === 11) (isKnown(issue.id) ? chance.pick(rare) : moveOnce)(issue)
    else if (deed <= 4) decideOnceOrTwice(issue, deed <= 2)
    else if (deed <= 6) people.say(issue)
    else if (deed === 7) deeds.label(issue, `mine-${chance.whole(1, 3)}`)
    else if (deed === 8) deeds.assign(issue)
    else if (deed === 9 && comment) deeds.edit(issue, comment, `${newWords()}, edited`)
    else if (comment) deeds.unsay(issue, comment)
  }
}
