/** A fetch that measures how far our clock is from the servers' clocks. */
export interface WatchedFetch {
  readonly fetch: typeof fetch
  /** By how many milliseconds our clock is ahead of theirs; negative if it is behind. Null before the first answer. */
  skewMs(): number | null
}

/** Wraps `send`, and compares the `Date` of each answer with our time: the middle of asking and answering. */
export function watchClock(send: typeof fetch, now: () => number): WatchedFetch {
  let skew: number | null = null
  return {
    skewMs: () => skew,
    async fetch(...request) {
      const asked = now()
      const answer = await send(...request)
      const theirs = Date.parse(answer.headers.get('date') ?? '')
      if (!Number.isNaN(theirs)) skew = (asked + now()) / 2 - theirs
      return answer
    },
  }
}
