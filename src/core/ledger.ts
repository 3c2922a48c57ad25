import type { State } from './issue.ts'

/** What we know of an issue's state in its tracker. Times are epoch milliseconds. */
export interface Ledger {
  /** As we last wrote or read it. */
  readonly state: State
  /** The latest change we know of, by the tracker's clock. */
  readonly seenAt: number
  /** When we last wrote the state, by our clock, where the tracker did not tell its own time of it; else 0. */
  readonly wroteAt: number
  /** Whether a write of the state has begun whose outcome is not recorded. */
  readonly writing: boolean
}

/**
 * What to make of a state that the tracker tells: it is known, such as our own write come back; it may be our own writing,
 * so ask; or it is a person's doing.
 */
export type Belief = 'known' | 'ask' | 'news'

/** How far the tracker's clock and index may be from ours, in milliseconds. */
const marginMs = 120_000

/**
 * Weighs what is told, unless it is older than what is known and not to be considered at all. Never by user name, text or
 * time alone: people share our account, and say what we say.
 */
export function believe(
  told: { readonly state: State; readonly at: number },
  ledger: Ledger,
  now: number,
): Belief {
  if (sameState(told.state, ledger.state)) return 'known'
  const nearOurs = Math.min(told.at, now) < ledger.wroteAt + marginMs
  return ledger.writing || nearOurs || told.at === ledger.seenAt ? 'ask' : 'news'
}

/** Whether both are open, or closed for the same reason. */
export function sameState(a: State, b: State): boolean {
  return a.status === b.status && a.reason === b.reason
}
