/**
 * How content creation is limited: not at all, by answers without a header (as seen in the wild),
 * or with `Retry-After`.
 */
export type Limit = 'none' | 'bare' | 'told'

/** Counts what is made. */
export interface Limits {
  /** Whether one more may be made now. A refused one does not count. */
  begin(): boolean
  end(): void
  reset(): void
}

/**
 * GitHub's limits of content creation: 80 a minute, 500 an hour, one at a time. `now` gives epoch
 * milliseconds.
 */
export function openLimits(now: () => number): Limits {
  let made: number[] = []
  let running = 0
  return {
    begin() {
      made = made.filter((at) => at > now() - 3_600_000)
      const lastMinute = made.filter((at) => at > now() - 60_000).length
      if (running > 0 || lastMinute >= 80 || made.length >= 500) return false
      made.push(now())
      running++
      return true
    },
    end() {
      running--
    },
    reset() {
      made = []
    },
  }
}
