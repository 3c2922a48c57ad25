import { type Owner, ownerNow } from '../world/context.ts'
import type { World } from '../world/world.ts'

/** One life of a process: from its start to its death. */
export interface Life extends Owner {
  readonly name: string
  kill(): void
  /** Stands still for `ms`, and then goes on as if nothing had happened. */
  freeze(ms: number): void
  /** A write of its arrived at the tracker: chance may end it. */
  wrote(): void
}

/** How unsteady the store and the process are; shares of all calls. */
export interface Unsteadiness {
  storeFails: number
  dies: number
  /** Dies as a write of its arrives at the tracker. */
  diesWriting?: number
  /** Stands still for longer than a lease. */
  freezes?: number
  /** Statements like this fail. */
  refuses?: RegExp | null
  /** Stands still once before it gets such an answer. */
  stallsBefore?: ((text: string, answer: string) => boolean) | null
}

/** A process stands still for no longer, in milliseconds. */
export const longestFreezeMs = 150_000

interface Options {
  readonly name: string
  readonly unsteady: Unsteadiness
  readonly print: (line: string) => void
  readonly fetch: (life: Life) => typeof fetch
  /** Called when it dies of a call to the store. */
  readonly onDeath: () => void
  /** Called whenever it looks when something is due. */
  readonly onLook: () => void
}

/** All that waited while a process stood still happens when it goes on. */
const herdMs = 2000

/** Begins the statement that asks when something is due. */
const look = 'select i.value as id,'

/** Begins a life. */
export function openLife(world: World, options: Options): Life {
  const { name, unsteady, onDeath } = options
  const { chance } = world
  let dead = false
  let frozenUntil = 0
  const life: Life = {
    name,
    calls: 0,
    call,
    isDead: () => dead,
    fetch: (...sent) => send(...sent),
    print: options.print,
    kill() {
      dead = true
    },
    freeze(ms) {
      frozenUntil = Math.max(frozenUntil, world.now() + ms)
    },
    reach,
    wrote: () => void dies(unsteady.diesWriting ?? 0),
  }
  const send = options.fetch(life)
  return life

  function reach(settle: () => void): void {
    if (dead) return
    if (frozenUntil <= world.now()) settle()
    else world.after(frozenUntil - world.now(), () => reach(settle))
  }

  function call<T>(act: () => T, text: string): Promise<T> {
    const isWrite = !/^\s*(select|with)/i.test(text)
    const owner = ownerNow() ?? life
    owner.calls += 1
    if (text.startsWith(look) && world.now() > frozenUntil + herdMs) options.onLook()
    return new Promise((resolve, reject) => {
      const isRefused = unsteady.refuses?.test(text) ?? false
      const isLost = chance.is(unsteady.storeFails) || isRefused
      const isBefore = chance.is(0.5) || isRefused
      world.after(chance.whole(0, 3), () =>
        reach(() => {
          if (dies()) return
          if (chance.is(unsteady.freezes ?? 0))
            life.freeze(chance.whole(15_000, chance.pick([45_000, longestFreezeMs])))
          if (isLost && isBefore) return reject(new Error('D1_ERROR: Network connection lost.'))
          const came = outcomeOf(act)
          world.trace.note(`${world.now()} ${name} store ${isWrite ? 'write' : 'read'}`)
          if (isWrite && dies()) return
          if (unsteady.stallsBefore?.(text, JSON.stringify(came))) stall()
          world.after(chance.whole(0, 3), () =>
            reach(() => {
              if (isLost) reject(new Error('D1_ERROR: Network connection lost.'))
              else if ('error' in came) reject(came.error)
              else resolve(came.value)
            }),
          )
        }),
      )
    })
  }

  function stall(): void {
    unsteady.stallsBefore = null
    life.freeze(90_000)
  }

  function dies(share = unsteady.dies): boolean {
    if (dead || !chance.is(share)) return false
    dead = true
    onDeath()
    return true
  }
}

function outcomeOf<T>(act: () => T): { value: T } | { error: unknown } {
  try {
    return { value: act() }
  } catch (error) {
    return { error }
  }
}
