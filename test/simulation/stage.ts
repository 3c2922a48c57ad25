import shared from '../../src/worker.ts'
import { adminToken, konduktoSecret } from '../support/bridge.ts'
import { webhookSecret } from '../trackers/kit/outbox.ts'
import { openBrowser } from './actors/browser.ts'
import { type Operator, openOperator } from './actors/operator.ts'
import { openPeople, type People } from './actors/people.ts'
import { openScanner, type Scanner } from './actors/scanner.ts'
import { openTimedScanner, type TimedScanner, timedToken } from './actors/timed-scanner.ts'
import { passedBy } from './invariants/cursor.ts'
import { withoutSecrets } from './invariants/secrets.ts'
import { type Network, openNetwork } from './network/network.ts'
import { openPost, type Post } from './network/post.ts'
import type { Weather } from './network/weather.ts'
import { emptyDatabase } from './process/database.ts'
import type { Deployment, Ground, Settings } from './process/deployment.ts'
import type { Worker } from './process/fresh-worker.ts'
import { deployIsolates } from './process/isolates.ts'
import { deployServer } from './process/server.ts'
import { openBoth } from './trackers/both.ts'
import { openGithub } from './trackers/github/github.ts'
import { openJira } from './trackers/jira/jira.ts'
import { openLocal } from './trackers/local/local.ts'
import type { Surroundings, Tracker } from './trackers/tracker.ts'
import { openWorld, type World } from './world/world.ts'

/** A world with Lockstep, a tracker and all who use them. */
export interface Stage {
  readonly world: World
  readonly ground: Ground
  readonly weather: Weather
  readonly network: Network
  readonly tracker: Tracker
  readonly deployment: Deployment
  readonly scanner: Scanner
  readonly timedScanner: TimedScanner
  readonly people: People
  readonly operator: Operator
  /** Jobs of issues that are not over, but for those of issues that were deleted: Jira says of these no more than of hidden ones. */
  openWork(): readonly Work[]
}

/** How Lockstep is set up; see Scenario. */
export interface Setup {
  readonly post: Post
  readonly tracker: Tracker['id']
  /** Whether the second place is a project of the embedded tracker, whatever the first one is. */
  readonly embedded: boolean
  /** Whether Jira is Jira Data Center. */
  readonly dataCenter: boolean
  /** How far Jira's search and GitHub's lists are behind, in milliseconds. */
  readonly lagMs: number
  readonly isolates: number
  readonly writesPerMinute: number
  readonly createWaitMs: number
  /** How much Data Theorem finds; if nothing, it is not connected. */
  readonly violations: number
}

/** A job, as the store has it. */
interface Work {
  readonly id: string
  readonly kind: string
  readonly issue: string
  readonly state: string
  readonly error: string | null
  /** The id of its issue if the tracker does not show that. */
  readonly missing: string | null
}

/** Sets it up in good weather. `worker` is what isolates run. */
export function openStage(world: World, setup: Setup, worker: Worker = shared): Stage {
  const violations: string[] = []
  const deliver = openPost(world, {
    post: setup.post,
    path: `/trackers/${setup.tracker}/events`,
    deployment: () => deployment,
    violations,
  })
  const surroundings = { deliver, webhookSecret: setup.post === 'none' ? null : webhookSecret }
  const database = emptyDatabase()
  const embedded = openLocal(
    database,
    openBrowser(world, () => deployment, violations),
  )
  const tracker = openTracker(world, setup, { surroundings, embedded })
  const weather: Weather = { trouble: 0, kinds: [] }
  const network = openNetwork(world, weather)
  if (tracker.server) network.serve(tracker.server.origin, tracker.server.serve)
  const ground: Ground = {
    ...{ world, worker, network, database, files: new Map() },
    unsteady: { storeFails: 0, dies: 0 },
    ...{ logged: [], violations, counts: { deaths: 0, events: 0 } },
  }
  ground.database.onMove((move) => void violations.push(...passedBy({ ground, tracker }, move)))
  const deployment = withoutSecrets(deploy(ground, tracker, setup), violations)
  return {
    ...{ world, ground, weather, network, tracker, deployment },
    scanner: openScanner(world, { deployment: () => deployment, violations }),
    timedScanner: openTimedScanner(world, () => deployment, violations),
    people: openPeople(
      world,
      tracker,
      (id) => ground.database.all({ text: filed, params: [id] }).length > 0,
    ),
    operator: openOperator(world, tracker, {
      deployment: () => deployment,
      redeploy: (version) => deployment.redeploy(settingsOf(tracker, setup, version)),
      violations,
    }),
    openWork: () => {
      const work = ground.database.all({ text: openJobs, params: [] }) as unknown as Work[]
      return work.filter(({ missing }) => missing === null || !tracker.removed.has(missing))
    },
  }
}

function openTracker(
  world: World,
  setup: Setup,
  { surroundings, embedded }: { surroundings: Surroundings; embedded: Tracker },
): Tracker {
  const lagMs = Math.min(setup.lagMs, mostLagMs)
  if (setup.tracker === 'local') return embedded
  const main =
    setup.tracker === 'github'
      ? openGithub(world, { ...setup, lagMs }, surroundings)
      : openJira(world, setup, surroundings)
  return setup.embedded ? openBoth(main, embedded) : main
}

const filed = 'select 1 from issues where remote_id = ?'
const openJobs = `select id, kind, issue_id as issue, state, error, due_at, (select remote_id from issues
    where issues.id = issue_id and missing_at is not null) as missing from jobs
  where state in ('waiting', 'ready', 'running', 'failed') and issue_id is not null`

/** GitHub's lists are further behind at no time that we know of. */
const mostLagMs = 50_000

/** Each version of the routes files new findings with another label. */
function settingsOf(tracker: Tracker, setup: Setup, version: number): Settings {
  const env = {
    ...{ KONDUKTO_SECRET: konduktoSecret, ADMIN_TOKEN: adminToken, ...tracker.env },
    ...(setup.violations > 0 && { DATATHEOREM_TOKEN: timedToken }),
    ...{ PUBLIC_URL: 'https://lockstep.test', CREATE_WAIT_MS: String(setup.createWaitMs) },
  }
  return { env, routes: routesTo(tracker, version) }
}

function deploy(ground: Ground, tracker: Tracker, setup: Setup): Deployment {
  const settings = settingsOf(tracker, setup, 0)
  const { isolates } = setup
  return isolates === 0
    ? deployServer(ground, settings)
    : deployIsolates(ground, settings, isolates)
}

function routesTo({ places: [shop, bank] }: Tracker, version: number): string {
  const to = ({ account, target }: typeof shop) =>
    `tracker: ${account}, target: ${JSON.stringify(target)}`
  return `routes:
  - { when: { project: bank }, to: { ${to(bank)} } }
  - { to: { ${to(shop)}, labels: [version-${version}] } }
`
}

/** Runs a script in a world of its own, in good weather, and ends the world. */
export async function inWorld<T>(
  setup: Partial<Setup>,
  script: (stage: Stage) => Promise<T>,
): Promise<T> {
  const world = openWorld(1)
  try {
    return await script(openStage(world, { ...usual, ...setup }))
  } finally {
    world.end()
  }
}

const usual: Setup = {
  tracker: 'github',
  embedded: false,
  dataCenter: false,
  post: 'none',
  lagMs: 0,
  isolates: 0,
  writesPerMinute: 0,
  createWaitMs: 0,
  violations: 0,
}
