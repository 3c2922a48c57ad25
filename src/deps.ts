// One file: everything that is handed to a request or a job, to be seen at a glance.

import type { Connector } from '../connectors/connector.ts'
import type { ConnectorDefinition, Pace } from '../connectors/definition.ts'
import type { Db, Statement } from '../db/store.ts'
import type { Issue } from '../db/tables/issues.ts'
import type { Config } from './config/config.ts'
import type { ShownSetting } from './config/shown-settings.ts'
import type { CheckRow, UnknownVariable } from './domain/check.ts'
import type { Writes } from './platform/fetch.ts'
import type { Log } from './platform/log.ts'
import type { Refusals } from './platform/refusals.ts'
import type { Source } from './sources/source.ts'

/** What the two runtimes do differently. Everything else is shared. */
export interface Platform {
  readonly db: Db
  /** Wakes the loop of an account that may have due work; without a name, of all. May be lost: the rows decide. */
  wake(account?: string): void
  /** As in Deps. Absent if a loop claims the job once it is woken. */
  readonly writeAndWake?: Deps['writeAndWake']
  readonly log: Log
  /** How many calls may be made; absent if there is no limit. */
  readonly budget?: Budget
  /** Set if a clock calls `tick` that often, in milliseconds: polls and checks can be left to it. */
  readonly clockMs?: number
  /** Counted elsewhere, for all bridges of a process. */
  readonly refusals?: Refusals
  /** Absent if all waiters of the process may be notified. */
  readonly notifier?: Notifier
  /** The real ones unless a test owns the network, the clock and chance. */
  readonly fetch?: typeof fetch
  /** What only the runtime knows of the machine: disk, files. Absent if it knows nothing. */
  readonly inspect?: () => Promise<readonly CheckRow[]>
  /** The deployment that runs, for a runtime that starts for each event: the set-up is checked once for each. */
  readonly version?: string
  readonly now?: () => number
  readonly random?: () => number
}

/** How many calls may still be made: a Worker's invocation has a limit, and the rest is left to the next one. */
export interface Budget {
  /** Null if `calls` more would be too many. Otherwise they are reserved until the returned function is called. */
  begin(calls: number): (() => void) | null
}

/** A named log-in to a tracker. */
export interface Account {
  /** Its name in the routes file; the tracker's id if that names none. */
  readonly id: string
  /** The tracker's id, such as `github`. */
  readonly tracker: string
  /** The tracker's name as people write it. */
  readonly name: string
  /** Where the settings of its log-in stand, as people write it. */
  readonly logIn: readonly string[]
  readonly definition: Pick<
    ConnectorDefinition,
    | 'concurrency'
    | 'settleMs'
    | 'issueEveryMs'
    | 'problemWith'
    | 'attachesByComment'
    | 'capabilities'
  >
  readonly connector: Connector
  readonly pace: Pace
  /** The requests sent with this signal that may have written something. */
  writes(signal: AbortSignal): Writes
  /** By how many milliseconds our clock is ahead of the tracker's; null before its first answer. */
  readonly skewMs: () => number | null
}

/** A scanner, opened. */
export interface OpenedSource {
  readonly name: string
  /** As of an account. */
  readonly logIn: readonly string[]
  readonly source: Source
  /** As of an account. */
  writes(signal: AbortSignal): Writes
}

/** What a check asks of the world around Lockstep. */
export interface Surroundings {
  /** Whether Lockstep can call its own address: a Worker cannot. */
  readonly canCallItself: boolean
  /** Whether its address is where it listens itself, since no other is set. */
  readonly listensThere: boolean
  readonly fetch: typeof fetch
  inspect(): Promise<readonly CheckRow[]>
  /** Variables that look like settings and are none. */
  unknownVariables(): readonly UnknownVariable[]
}

/** What a request or a job works with; wired once in bridge.ts. */
export interface Deps {
  readonly db: Db
  readonly config: Config
  readonly accounts: ReadonlyMap<string, Account>
  readonly sources: ReadonlyMap<string, OpenedSource>
  readonly wake: (account?: string) => void
  /**
   * Writes a new issue with its job, and wakes its account. An event of a Worker claims the job in the same call to the store.
   * Throws what `atomic` throws.
   */
  readonly writeAndWake: (issue: Issue, statements: readonly Statement[]) => Promise<void>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Between 0 and 1. */
  readonly random: () => number
  readonly log: Log
  readonly budget: Budget
  readonly refusals: Refusals
  /** The request that is served, or that caused the job: goes into every row and every line of the log. Null if there is none. */
  readonly requestId: string | null
  /** Notifies waiters in this process that something about an issue was decided. */
  readonly notifier: Notifier
  readonly surroundings: Surroundings
  /** What is set, for administrators to see. */
  readonly shownSettings: () => ShownSettings
}

/** The settings without a value that may be secret, and where the routes come from. */
export interface ShownSettings {
  readonly groups: readonly { readonly title: string; readonly settings: readonly ShownSetting[] }[]
  readonly routesFrom: string
}

/** Where the tracker has an issue that was just filed. */
export type Filed = Pick<Issue, 'remoteId' | 'remoteKey' | 'remoteUrl' | 'remoteAssignee'>

/** In-process notifications. A waiter in another process must look at the rows now and then. */
export interface Notifier {
  /** With `filed`, waiters need not read what was just recorded. */
  notify(issueId: string, filed?: Filed): void
  /** Resolves at the next notification for the issue, with what it says, or after `ms`. */
  waitFor(issueId: string, ms: number): Promise<Filed | undefined>
}

/** The same, for what this request caused. */
export function withRequestId(deps: Deps, requestId: string | null): Deps {
  if (requestId === null) return deps
  const log: Log = (message, data, level) => deps.log(message, { requestId, ...data }, level)
  return { ...deps, requestId, log }
}
