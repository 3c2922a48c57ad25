import type { World } from '../world/world.ts'

/** Rings with `body` after so many milliseconds. */
type Ring = (body: unknown, ms: number) => void
/** Delivers messages together. */
type Deliver = (bodies: readonly unknown[]) => void

/** Messages are delivered at least once. */
const twice = 0.05
/** Some that are due at the same time come alone. */
const alone = 0.1
const latestMs = 500

/**
 * The queue of the doorbell. Delays are whole seconds, and those that end in the same second come together, as
 * `max_batch_size` in wrangler.toml has it.
 */
export function openDoorbell(world: World, deliver: Deliver): Ring {
  const { chance } = world
  const batches = new Map<number, unknown[]>()
  return (body, ms) => {
    const times = chance.is(twice) ? 2 : 1
    for (let n = 0; n < times; n += 1) plan(body, ms)
  }

  function plan(body: unknown, ms: number): void {
    if (ms === 0 || chance.is(alone))
      return void world.after(ms + chance.whole(5, latestMs), () => deliver([body]))
    const second = Math.ceil((world.now() + ms) / 1000)
    const batch = batches.get(second)
    if (batch) return void batch.push(body)
    batches.set(second, [body])
    world.after(second * 1000 - world.now() + chance.whole(5, latestMs), () => {
      const bodies = batches.get(second) ?? []
      batches.delete(second)
      deliver(bodies)
    })
  }
}
