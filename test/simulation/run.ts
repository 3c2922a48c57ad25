import shared from '../../src/worker.ts'
import { heldBack } from './invariants/held-back.ts'
import { violationsAtQuiet } from './invariants/quiet.ts'
import { watchPromises } from './invariants/refused.ts'
import { secretsIn } from './invariants/secrets.ts'
import { lastWords } from './last-words.ts'
import { planActions } from './plan.ts'
import { knowSchema } from './process/database.ts'
import type { Ground } from './process/deployment.ts'
import { freshWorker, type Worker } from './process/fresh-worker.ts'
import { longestFreezeMs } from './process/life.ts'
import { atDataCenter, drawScenario, type Scenario, shortened } from './scenario.ts'
import { settle } from './settle.ts'
import { openStage, type Stage } from './stage.ts'
import { openChance } from './world/chance.ts'
import { openWorld, type World } from './world/world.ts'

/** What came of a seed. */
export interface Outcome {
  readonly seed: number
  /** Of everything that happened. */
  readonly hash: string
  readonly violations: readonly string[]
  readonly simulatedMs: number
  readonly deaths: number
  readonly faults: number
  readonly scenario: Scenario
  readonly lines: readonly string[]
  readonly logged: readonly string[]
  /** The rows in which a cause may be seen; empty if nothing went wrong. */
  readonly rows: readonly string[]
}

/** What is the same in all worlds. */
export interface Kind {
  /** A short life is a part of a long one's time. */
  readonly isShort?: boolean
  /** Whether the tracker of every world is Jira Data Center. */
  readonly dataCenter?: boolean
}

/** Lives through the world of a seed, and says what went wrong in it. */
export async function runSeed(
  seed: number,
  { isShort = false, dataCenter = false }: Kind = {},
): Promise<Outcome> {
  const any = drawScenario(openChance(seed + 2))
  const drawn = dataCenter ? atDataCenter(any) : any
  const scenario = isShort ? shortened(drawn) : drawn
  const worker = scenario.isolates > 0 ? await freshWorker() : shared
  await knowSchema()
  const world = openWorld(seed)
  try {
    return await live(world, worker, scenario)
  } finally {
    await world.rest()
    world.end()
  }
}

async function live(world: World, worker: Worker, scenario: Scenario): Promise<Outcome> {
  const begun = world.now()
  const stage = openStage(world, scenario, worker)
  const { ground, network, weather, deployment } = stage
  const { storeFails, dies, diesWriting, freezes, trouble, kinds } = scenario
  const { secondPlace } = stage.tracker
  Object.assign(weather, { trouble, kinds, sick: scenario.sick ? secondPlace : null })
  Object.assign(ground.unsteady, { storeFails, dies, diesWriting, freezes })
  const unwatch = watchPromises(ground.violations)
  const isWell = () => violationsAtQuiet(stage, scenario).length === 0
  planActions(stage, scenario)
  try {
    await world.pass(scenario.activeMs)
    if (scenario.sick) ground.violations.push(...heldBack(stage))
    Object.assign(weather, { trouble: 0, refusal: null, sick: null, always: null })
    Object.assign(ground.unsteady, steady)
    // What stood still does now what it was asked before.
    if (freezes > 0) await world.pass(longestFreezeMs)
    stage.tracker.deeds.showAll()
    await stage.operator.resumeAll()
    const isAtRest = (await settle(stage, isWell)) && (await followMoved(stage, isWell))
    // A difference that stays must be seen before the last words, which hide it.
    if (isAtRest && scenario.lastWords) {
      ground.violations.push(...violationsAtQuiet(stage, scenario))
      ground.violations.push(...(await lastWords(stage, isWell)))
    }
    ground.violations.push(...violationsAtQuiet(stage, scenario))
    ground.violations.push(...secretsIn(ground))
  } catch (error) {
    ground.violations.push(String(error))
  }
  deployment.end()
  unwatch()
  const met = [...network.met].filter(([fate]) => fate !== 'fine')
  return {
    seed: world.seed,
    hash: world.trace.hash,
    violations: [...new Set(ground.violations)],
    simulatedMs: world.now() - begun,
    deaths: ground.counts.deaths,
    faults: met.reduce((sum, [, count]) => sum + count, 0),
    scenario,
    lines: world.trace.lines,
    logged: ground.logged,
    rows: ground.violations.length > 0 ? rowsOf(ground) : [],
  }
}

/**
 * No list says that an issue left for a place that is not polled, or what changed while it was hidden: if no webhook did, it
 * takes an operator who compares.
 */
async function followMoved(stage: Stage, isWell: () => boolean): Promise<boolean> {
  const { tracker, ground } = stage
  const rows = ground.database.all({ text: 'select remote_id, remote_key from issues', params: [] })
  const isLost = rows.some(({ remote_id, remote_key }) =>
    tracker.isElsewhere(String(remote_id), String(remote_key)),
  )
  if (!isLost && stage.people.hidden() === 0) return true
  await stage.operator.reconcile()
  return settle(stage, isWell)
}

const steady = { storeFails: 0, dies: 0, diesWriting: 0, freezes: 0, refuses: null }

function rowsOf({ database }: Ground): string[] {
  const tables = ['issues', 'jobs', 'attempts', 'history', 'comments', 'accounts', 'destinations']
  return tables.flatMap((table) =>
    database
      .all({ text: `select * from ${table}`, params: [] })
      .map((row) => `${table} ${JSON.stringify(row)}`),
  )
}
