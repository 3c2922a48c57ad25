import { type Chance, openChance } from './chance.ts'
import { replaceGlobals } from './globals.ts'
import { openSchedule, type Planned } from './schedule.ts'
import { openTrace, type Trace } from './trace.ts'

/** Time, chance and everything that is to happen, all from one seed. */
export interface World {
  readonly seed: number
  readonly chance: Chance
  readonly trace: Trace
  /** Epoch milliseconds. */
  now(): number
  /** Plans `run` for `ms` from now. */
  after(ms: number, run: () => void): Planned
  /** Lets no time pass before `work` has ended: the runtime does it on its own, as reading a file. */
  hold(work: Promise<unknown>): void
  /** Resolves after `ms`. */
  sleep(ms: number): Promise<void>
  /** Lets time go on until `isOver`, for at most `ms`. Returns whether it is over. */
  pass(ms: number, isOver?: () => boolean): Promise<boolean>
  /** Lets what was under way at the end come to its end, so that it draws nothing in the next world. */
  rest(): Promise<void>
  /** Puts the globals back. */
  end(): void
}

/** Every world begins here, so that ids of two of them can be compared. */
const beginning = Date.UTC(2026, 0, 1)

const turn = setImmediate
/** What is under way takes no more turns of the event loop to end. */
const turnsOfRest = 50
/** More things than can happen in one millisecond: time stands still. */
const mostAtOnce = 20_000

/** Opens the world of a seed. It owns the clock, the timers and chance of the whole process until it ends. */
export function openWorld(seed: number): World {
  const schedule = openSchedule()
  const chance = openChance(seed)
  let now = beginning
  let held: Promise<unknown> | null = null
  const after = (ms: number, run: () => void) => schedule.add(now + Math.max(0, ms), run)
  const restore = replaceGlobals({ now: () => now, after, random: openChance(seed + 1).next })
  return {
    seed,
    chance,
    trace: openTrace(),
    now: () => now,
    after,
    hold(work) {
      held = held ? Promise.all([held, work]) : work
    },
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
    async pass(ms, isOver = () => false) {
      const until = now + ms
      let atOnce = 0
      // One thing happens, then all that follows from it at once, then the next.
      while (!isOver()) {
        await new Promise((resolve) => turn(resolve))
        while (held) {
          const work = held
          held = null
          await work
        }
        if (schedule.next() > until) {
          now = until
          return isOver()
        }
        const planned = schedule.take()
        const then = now
        now = Math.max(now, planned?.at ?? now)
        atOnce = now === then ? atOnce + 1 : 0
        if (atOnce > mostAtOnce) throw new Error('time stands still')
        planned?.run?.()
      }
      return true
    },
    async rest() {
      for (let count = 0; count < turnsOfRest; count += 1) await new Promise((done) => turn(done))
    },
    end: restore,
  }
}
