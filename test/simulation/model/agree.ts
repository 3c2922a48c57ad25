import type { Stage } from '../stage.ts'
import type { World } from '../world/world.ts'
import { differences } from './differences.ts'
import type { Model } from './reference.ts'

/** Milliseconds within which work ends, whatever went wrong. */
const longestMs = 3 * 3_600_000
/** Milliseconds within which either side learns of the other, once nothing goes wrong. */
const soonMs = 300_000
/** Two deeds in one second are not ordered by a tracker that writes whole seconds. */
const apartMs = 2000

/** Waits until both sides say the same and nothing is left to do. Throws what differs if they never do. */
export async function agree(model: Model, stage: Stage): Promise<void> {
  const { world, scanner, ground } = stage
  const isAtRest = () => scanner.busy() === 0 && stage.openWork().length === 0
  const isSame = () => isAtRest() && differences(model, stage).length === 0
  await world.pass(apartMs)
  await look(world, isSame, { everyMs: 1000, mostMs: soonMs })
  await look(world, isAtRest, { everyMs: 60_000, mostMs: longestMs })
  await look(world, isSame, { everyMs: 60_000, mostMs: soonMs })
  const failed = stage.openWork().map(({ kind, state, error }) => `${kind} ${state}: ${error}`)
  const wrong = [...differences(model, stage), ...failed, ...ground.violations]
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}

/** Looks now and then whether it is over: that is no small work. */
async function look(
  world: World,
  isOver: () => boolean,
  { everyMs, mostMs }: { readonly everyMs: number; readonly mostMs: number },
): Promise<void> {
  for (const end = world.now() + mostMs; world.now() < end && !isOver(); ) await world.pass(everyMs)
}
