import fc from 'fast-check'
import { freshWorker } from '../process/fresh-worker.ts'
import { settle } from '../settle.ts'
import { openStage, type Setup } from '../stage.ts'
import { openWorld } from '../world/world.ts'
import { commandsBy, report } from './commands.ts'
import { differences } from './differences.ts'
import { type Model, type Rules, rules } from './reference.ts'

/** How much is tried, from which seed of fast-check. `path` is what a failure prints to see it again. */
export interface Tries {
  readonly seed: number
  readonly numRuns: number
  readonly path?: string
  /** Whether the tracker is Jira Data Center each time. */
  readonly dataCenter?: boolean
}

const mostCommands = 12

/**
 * Compares the lifecycle with its reference over histories that fast-check makes up. Throws with the shortest history it
 * finds in which they differ.
 */
export async function compareLifecycles(
  { dataCenter = false, ...tries }: Tries,
  by: Rules = rules,
): Promise<void> {
  const histories = fc.commands(commandsBy(by), { maxCommands: mostCommands, size: 'max' })
  const setups: fc.Arbitrary<Setup> = fc.record({
    dataCenter: dataCenter ? fc.constant(true) : fc.boolean(),
    tracker: dataCenter ? fc.constant('jira') : fc.constantFrom('github', 'jira'),
    embedded: fc.constant(false),
    post: fc.constantFrom('good', 'none'),
    lagMs: fc.constantFrom(0, 5000),
    isolates: fc.nat({ max: 2 }),
    writesPerMinute: fc.constant(0),
    createWaitMs: fc.constant(0),
    violations: fc.constant(0),
  })
  await fc.assert(
    fc.asyncProperty(histories, setups, (commands, setup) => compare(commands, setup)),
    { ...tries, endOnFailure: false },
  )
}

async function compare(
  commands: Parameters<
    typeof fc.asyncModelRun<Model, ReturnType<typeof openStage>, boolean, Model>
  >[1],
  setup: Setup,
): Promise<void> {
  const worker = await freshWorker()
  const world = openWorld(1)
  const stage = openStage(world, setup, worker)
  const model: Model = []
  try {
    await report.run(model, stage)
    await fc.asyncModelRun(() => ({ model, real: stage }), commands)
    await settle(stage)
    const wrong = [...differences(model, stage), ...stage.ground.violations]
    if (wrong.length > 0) throw new Error(`in the end: ${wrong.join('\n')}`)
  } finally {
    stage.deployment.end()
    await world.rest()
    world.end()
  }
}
