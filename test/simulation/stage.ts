import { adminToken, konduktoSecret } from '../support/bridge.ts'
import { openPeople, type People } from './actors/people.ts'
import { openScanner, type Scanner } from './actors/scanner.ts'
import { type Github, openGithub } from './github/github.ts'
import { type Network, openNetwork } from './network/network.ts'
import type { Weather } from './network/weather.ts'
import { emptyDatabase } from './process/database.ts'
import type { Deployment, Ground } from './process/deployment.ts'
import { deployIsolates } from './process/isolates.ts'
import { deployServer } from './process/server.ts'
import { openWorld, type World } from './world/world.ts'

/** A world with Lockstep, a tracker and all who use them. */
export interface Stage {
  readonly world: World
  readonly ground: Ground
  readonly weather: Weather
  readonly network: Network
  readonly github: Github
  readonly deployment: Deployment
  readonly scanner: Scanner
  readonly people: People
  /** Jobs of issues that are not over. */
  openWork(): readonly Work[]
  /** Redrives what failed, as an operator does. */
  redrive(): Promise<void>
}

/** How Lockstep is set up; see Scenario. */
export interface Setup {
  readonly isolates: number
  readonly writesPerMinute: number
  readonly createWaitMs: number
}

/** A job, as the store has it. */
export interface Work {
  readonly id: string
  readonly kind: string
  readonly issue: string
  readonly state: string
  readonly error: string | null
}

const githubToken = 'github-token-of-the-simulation'
const routes = `routes:
  - { when: { project: bank }, to: { tracker: github, target: acme/bank } }
  - { to: { tracker: github } }
`

/** Sets it up in good weather. */
export function openStage(world: World, setup: Setup): Stage {
  const github = openGithub(world, ['acme/shop', 'acme/bank'])
  const weather: Weather = { trouble: 0, kinds: [] }
  const network = openNetwork(world, weather)
  network.serve(github.origin, github.serve)
  const ground: Ground = {
    ...{ world, network, database: emptyDatabase(), files: new Map() },
    unsteady: { storeFails: 0, dies: 0 },
    ...{ logged: [], violations: [], counts: { deaths: 0, events: 0 } },
  }
  const deployment = deploy(ground, setup)
  const { violations } = ground
  return {
    ...{ world, ground, weather, network, github, deployment },
    scanner: openScanner(world, { deployment: () => deployment, violations }),
    people: openPeople(world, github),
    openWork: () => ground.database.all({ text: openJobs, params: [] }) as unknown as Work[],
    async redrive() {
      const headers = { Authorization: `Bearer ${adminToken}` }
      let isOver = false
      const end = () => {
        isOver = true
      }
      deployment.send({ method: 'POST', path: '/admin/jobs/redrive', headers }).then(end, end)
      await world.pass(120_000, () => isOver)
    },
  }
}

const openJobs = `select id, kind, issue_id as issue, state, error, due_at from jobs
  where state in ('waiting', 'ready', 'running', 'failed') and issue_id is not null`

function deploy(ground: Ground, { isolates, writesPerMinute, createWaitMs }: Setup): Deployment {
  const env = {
    ...{ KONDUKTO_SECRET: konduktoSecret, ADMIN_TOKEN: adminToken },
    ...{ GITHUB_URL: 'https://api.github.test', GITHUB_TOKEN: githubToken },
    ...{ GITHUB_REPO: 'acme/shop', PUBLIC_URL: 'https://lockstep.test' },
    GITHUB_WRITES_PER_MINUTE: String(writesPerMinute),
    GITHUB_WRITES_PER_HOUR: '0',
    CREATE_WAIT_MS: String(createWaitMs),
  }
  const settings = { env, routes }
  return isolates === 0
    ? deployServer(ground, settings)
    : deployIsolates(ground, settings, isolates)
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

const usual: Setup = { isolates: 0, writesPerMinute: 0, createWaitMs: 0 }
