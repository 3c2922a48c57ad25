import type { State } from './issue.ts'

/** What we know of our own writes of an issue's state. Times are epoch milliseconds. */
export interface Ledger {
  /** The latest change we know of, by the tracker's clock. */
  readonly seenAt: number
  /** When we last wrote the state, by our clock, if the tracker did not give its own time of it; else 0. */
  readonly wroteAt: number
  /** Whether a write of the state has begun whose outcome is not recorded. */
  readonly writing: boolean
}

/** How far the tracker's clock and index may be from ours, in milliseconds. */
const marginMs = 120_000

/**
 * Returns true if the reported state may be an echo of our own write, or older than it. The caller must then re-read the
 * issue. Never judged by user name, text or time alone: people share our account, and say what we say.
 */
export function mayBeEcho(at: number, { seenAt, wroteAt, writing }: Ledger, now: number): boolean {
  return writing || at === seenAt || Math.min(at, now) < wroteAt + marginMs
}

/** Whether both are open, or closed for the same reason. */
export function sameState(a: State, b: State): boolean {
  return a.status === b.status && a.reason === b.reason
}
