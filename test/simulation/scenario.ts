import type { Post } from './network/post.ts'
import { type Fate, fates, type Refusal, refusals } from './network/weather.ts'
import type { Tracker } from './trackers/tracker.ts'
import type { Chance } from './world/chance.ts'

/** What a seed makes of its world. Times are in milliseconds. */
export interface Scenario {
  readonly post: Post
  readonly tracker: Tracker['id']
  readonly embedded: boolean
  readonly dataCenter: boolean
  readonly lagMs: number
  /** 0 for a server, else how many isolates. */
  readonly isolates: number
  readonly repositories: number
  readonly findings: number
  /** Findings that are reported at the same moment. */
  readonly burst: number
  /** What Data Theorem finds. */
  readonly violations: number
  readonly deeds: number
  readonly commands: number
  readonly operations: number
  readonly activeMs: number
  /** Whether everybody decides once more in the end. */
  readonly lastWords: boolean
  readonly trouble: number
  readonly kinds: readonly Fate[]
  readonly refusal: Refusal | null
  /** Whether the second place is not there at all, and nothing else is wrong. */
  readonly sick: boolean
  readonly storeFails: number
  readonly dies: number
  readonly diesWriting: number
  /** Statements like this fail for a minute or more. */
  readonly refuses: RegExp | null
  readonly kills: number
  readonly freezes: number
  /** Milliseconds in which the tracker does all that is asked, and no answer of it arrives. */
  readonly silentMs: number
  readonly writesPerMinute: number
  readonly createWaitMs: number
}

/** What a store may refuse while all else goes on. */
const refused = [/from "settings"/, /insert into "comments"/, /update "issues"/]

/** Draws a scenario: each seed has its own kinds of trouble, as one that has all at once hides most of them. */
export function drawScenario(chance: Chance): Scenario {
  const drawn = draw(chance)
  const isSick = drawn.tracker === 'github' && chance.is(0.1)
  if (isSick) return { ...drawn, ...calm, sick: true, repositories: 2 }
  const embedded = chance.next()
  if (embedded < 0.08) return { ...drawn, ...alone }
  return { ...drawn, embedded: embedded < 0.2 && drawn.repositories > 1 }
}

function draw(chance: Chance): Scenario {
  const bad = fates.filter((fate) => fate !== 'fine')
  const writesPerMinute = chance.pick([0, 20, 60])
  return {
    tracker: chance.is(0.7) ? 'github' : 'jira',
    embedded: false,
    dataCenter: false,
    post: chance.pick(['none', 'good', 'bad']),
    lagMs: chance.pick([0, 5000, 60_000]),
    isolates: chance.is(0.5) ? 0 : chance.whole(1, 2),
    repositories: chance.whole(1, 2),
    findings: chance.whole(1, 5),
    burst: writesPerMinute > 0 && chance.is(0.2) ? chance.whole(6, 10) : 0,
    violations: chance.pick([0, 0, 0, 1, 2]),
    deeds: chance.pick([0, 4, 8, 14]),
    commands: chance.pick([0, 3, 6, 12]),
    operations: chance.pick([0, 0, 1, 5]),
    activeMs: chance.whole(60, 300) * 1000,
    lastWords: true,
    trouble: chance.pick([0, 0.1, 0.3, 0.5]),
    kinds: bad.filter(() => chance.is(0.4)),
    sick: false,
    refusal: chance.is(0.2) ? chance.pick(refusals) : null,
    storeFails: chance.pick([0, 0, 0.01, 0.05]),
    dies: chance.pick([0, 0, 0.002, 0.01]),
    diesWriting: chance.pick([0, 0, 0, 0.1]),
    refuses: chance.is(0.3) ? chance.pick(refused) : null,
    kills: chance.pick([0, 0, 1, 4]),
    freezes: chance.pick([0, 0, 0.003, 0.02]),
    silentMs: chance.is(0.3) ? chance.whole(30, 240) * 1000 : 0,
    writesPerMinute,
    createWaitMs: chance.pick([0, 0, 3000]),
  }
}

/** The same with Jira Data Center. */
export function atDataCenter(scenario: Scenario): Scenario {
  return { ...scenario, tracker: 'jira', dataCenter: true, embedded: false, sick: false }
}

/** The same in less time, for tests that look at many. */
export function shortened(scenario: Scenario): Scenario {
  const { activeMs, findings } = scenario
  return { ...scenario, activeMs: Math.ceil(activeMs / 3), lastWords: findings === 1 }
}

/** The embedded tracker alone: there is no network in which anything could go wrong. */
const alone = { tracker: 'local', post: 'none', refusal: null, silentMs: 0 } as const

const calm = {
  ...{
    trouble: 0,
    refusal: null,
    storeFails: 0,
    dies: 0,
    kills: 0,
    diesWriting: 0,
    refuses: null,
    freezes: 0,
    silentMs: 0,
  },
  ...{ operations: 0, writesPerMinute: 0 },
} as const
