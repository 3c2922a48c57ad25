import shared from '../../src/worker.ts'
import { adminToken, konduktoSecret } from '../support/bridge.ts'
import { webhookSecret } from '../trackers/kit/outbox.ts'
import { type Operator, openOperator } from './actors/operator.ts'
import { openPeople, type People } from './actors/people.ts'
import { openScanner, type Scanner } from './actors/scanner.ts'
import { openTimedScanner, type TimedScanner, timedToken } from './actors/timed-scanner.ts'
import { passedBy } from './invariants/cursor.ts'
import { type Network, openNetwork } from './network/network.ts'
import { openPost, type Post } from './network/post.ts'
import type { Weather } from './network/weather.ts'
import { emptyDatabase } from './process/database.ts'
import type { Deployment, Ground, Settings } from './process/deployment.ts'
import type { Worker } from './process/fresh-worker.ts'
import { deployIsolates } from './process/isolates.ts'
import { deployServer } from './process/server.ts'
import { openGithub } from './trackers/github/github.ts'
import { openJira } from './trackers/jira/jira.ts'
import type { Tracker } from './trackers/tracker.ts'
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
  /** Jobs of issues that are not over. */
  openWork(): readonly Work[]
}

/** How Lockstep is set up; see Scenario. */
export interface Setup {
  readonly post: Post
  readonly tracker: Tracker['id']
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
  const tracker =
    setup.tracker === 'github'
      ? openGithub(world, { ...setup, lagMs: Math.min(setup.lagMs, mostLagMs) }, surroundings)
      : openJira(world, setup, surroundings)
  const weather: Weather = { trouble: 0, kinds: [] }
  const network = openNetwork(world, weather)
  network.serve(tracker.origin, tracker.serve)
  const ground: Ground = {
    ...{ world, worker, network, database: emptyDatabase(), files: new Map() },
    unsteady: { storeFails: 0, dies: 0 },
    ...{ logged: [], violations, counts: { deaths: 0, events: 0 } },
  }
  ground.database.onMove((move) => void violations.push(...passedBy({ ground, tracker }, move)))
  const deployment: Deployment = deploy(ground, tracker, setup)
  return {
    ...{ world, ground, weather, network, tracker, deployment },
    scanner: openScanner(world, { deployment: () => deployment, violations }),
    timedScanner: openTimedScanner(world, () => deployment, violations),
    people: openPeople(world, tracker),
    operator: openOperator(world, tracker, {
      deployment: () => deployment,
      redeploy: (version) => deployment.redeploy(settingsOf(tracker, setup, version)),
      violations,
    }),
    openWork: () => ground.database.all({ text: openJobs, params: [] }) as unknown as Work[],
  }
}

const openJobs = `select id, kind, issue_id as issue, state, error, due_at from jobs
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

function routesTo({ id, targets: [shop, bank] }: Tracker, version: number): string {
  return `routes:
  - { when: { project: bank }, to: { tracker: ${id}, target: ${bank} } }
  - { to: { tracker: ${id}, target: ${shop}, labels: [version-${version}] } }
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
  dataCenter: false,
  post: 'none',
  lagMs: 0,
  isolates: 0,
  writesPerMinute: 0,
  createWaitMs: 0,
  violations: 0,
}
