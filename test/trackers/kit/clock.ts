/**
 * A clock that tests move forward, and the emulator's stamps, which are of the real one, as they
 * read on it.
 */
export interface Clock {
  readonly now: () => number
  /** Lets `ms` pass at once. What was stamped before keeps its time. */
  advance(ms: number): Promise<void>
  /** A real stamp on this clock, in whole seconds as GitHub has them. */
  show(stamp: string): string
  /** The first real stamp that reads `shown` or later here. */
  real(shown: string): string
}

/** Starts at the real time. */
export function openClock(): Clock {
  const shifts = [{ from: 0, by: 0 }]
  const last = () => shifts.at(-1) ?? { from: 0, by: 0 }
  return {
    now: () => Date.now() + last().by,
    async advance(ms) {
      const from = Date.now() + 1
      shifts.push({ from, by: last().by + ms })
      while (Date.now() < from) await new Promise((resolve) => setTimeout(resolve, 1))
    },
    show(stamp) {
      const real = Date.parse(stamp)
      const by = shifts.findLast((shift) => shift.from <= real)?.by ?? 0
      return `${new Date(real + by).toISOString().slice(0, 19)}Z`
    },
    real(shown) {
      const at = Date.parse(shown)
      const starts = shifts.map(({ from, by }) => Math.max(from, at - by))
      const first = starts.findIndex((start, i) => start < (shifts[i + 1]?.from ?? Infinity))
      return new Date(starts[first] ?? at).toISOString()
    },
  }
}

/** A clock that moves only as it is told, for what must not depend on how fast a machine is. */
export function stillClock(): Pick<Clock, 'now' | 'advance'> {
  let at = Date.UTC(2026, 0, 1)
  return {
    now: () => at,
    async advance(ms) {
      at += ms
    },
  }
}
