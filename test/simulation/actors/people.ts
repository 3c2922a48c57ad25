import type { Github } from '../github/github.ts'
import type { GithubIssue } from '../github/issues.ts'
import type { World } from '../world/world.ts'

/** Developers at work in the tracker. */
export interface People {
  /** Does something at random to some issue; nothing if there is none. */
  act(): void
  close(issue: GithubIssue, reason: 'completed' | 'not_planned' | 'duplicate'): void
  reopen(issue: GithubIssue): void
  say(issue: GithubIssue): void
  /** How often people changed the state of an issue, by its id. */
  readonly decisions: ReadonlyMap<number, number>
}

export function openPeople(world: World, { deeds, issues }: Github): People {
  const { chance } = world
  const decisions = new Map<number, number>()
  let words = 0
  const people: People = {
    decisions,
    act,
    close(issue, state_reason) {
      if (issue.state === 'closed') return
      decide(issue)
      deeds.change(issue, { state: 'closed', state_reason })
    },
    reopen(issue) {
      if (issue.state === 'open') return
      decide(issue)
      deeds.change(issue, { state: 'open' })
    },
    say(issue) {
      words += 1
      deeds.say(issue, 'casey', `human ${words}`)
    },
  }
  return people

  function decide(issue: GithubIssue): void {
    decisions.set(issue.id, (decisions.get(issue.id) ?? 0) + 1)
  }

  function act(): void {
    const all = issues()
    if (all.length === 0) return
    const issue = chance.pick(all)
    const spoken = issue.comments.filter(({ login }) => login === 'casey')
    const comment = spoken.length > 0 ? chance.pick(spoken) : null
    const deed = chance.whole(1, 10)
    world.trace.note(`${world.now()} casey ${deed} #${issue.number} of ${issue.repo.name}`)
    if (deed <= 2) people.close(issue, chance.pick(['completed', 'not_planned', 'duplicate']))
    else if (deed <= 4) people.reopen(issue)
    else if (deed <= 6) people.say(issue)
    else if (deed === 7)
      deeds.change(issue, { labels: [...issue.labels, `mine-${chance.whole(1, 3)}`] })
    else if (deed === 8) deeds.change(issue, { assignees: [chance.pick(['casey', 'ann'])] })
    else if (deed === 9 && comment) {
      words += 1
      deeds.edit(issue, comment, `human ${words}, edited`)
    } else if (comment) deeds.unsay(issue, comment)
  }
}
