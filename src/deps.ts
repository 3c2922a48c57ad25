import type { Connector, ConnectorDefinition, Pace } from '../connectors/connector.ts'
import type { Db } from '../db/db.ts'
import type { Config } from './config/settings.ts'
import type { Log } from './platform/log.ts'
import type { Refusals } from './platform/refusals.ts'
import type { Source } from './sources/source.ts'

/** What the two runtimes do differently. Everything else is shared. */
export interface Platform {
  readonly db: Db
  /** Says that a job may be due. May be lost: the next tick finds the job anyway. */
  wake(): void
  readonly log: Log
  /** How much may be done at a time; absent where there is no limit. */
  readonly budget?: Budget
  /** Set where a clock calls `tick` that often, in milliseconds: polls and checks can be left to it. */
  readonly clockMs?: number
  /** Counted elsewhere, as a Worker's requests each have a bridge of their own. */
  readonly refusals?: Refusals
  /** The real ones unless a test owns the network and the clock. */
  readonly fetch?: typeof fetch
  readonly now?: () => number
}

/** How many calls may still be made: a Worker's invocation has so many, and the rest is the next one's. */
export interface Budget {
  /** Null where `calls` more would be too many. Otherwise they are put aside until the answer is called. */
  begin(calls: number): (() => void) | null
}

/** A tracker's account as the sync sees it. */
export interface Account {
  /** Also the tracker's id: one account for each. */
  readonly id: string
  readonly name: string
  readonly definition: Pick<
    ConnectorDefinition,
    'concurrency' | 'settleMs' | 'issueEveryMs' | 'problemWith' | 'attachesByComment'
  >
  readonly connector: Connector
  readonly pace: Pace
  /** The requests that wrote since it was last asked. */
  takeWrites(): number
}

/** A scanner that sends webhooks, opened. */
export interface OpenedSource {
  readonly name: string
  readonly source: Source
}

/** What a request or a tick works with; wired once in bridge.ts. */
export interface Deps {
  readonly db: Db
  readonly config: Config
  readonly accounts: ReadonlyMap<string, Account>
  readonly sources: ReadonlyMap<string, OpenedSource>
  readonly wake: () => void
  readonly now: () => number
  readonly log: Log
  readonly budget: Budget
  readonly refusals: Refusals
  /** Notifies waiters in this process that something about an issue was decided. */
  readonly notifier: Notifier
}

/** In-process notifications. A waiter in another process must look at the rows now and then. */
export interface Notifier {
  notify(issueId: string): void
  /** Resolves at the next notification for the issue, or after `ms`. */
  waitFor(issueId: string, ms: number): Promise<void>
}
