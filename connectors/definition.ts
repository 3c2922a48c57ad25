import type { ZodType } from 'zod'
import type { Reason } from '../src/domain/issue.ts'
import type { AdapterContext } from '../src/platform/adapter.ts'
import type { Connector } from './connector.ts'

/** How fast an account may be written to. Zero means no limit. */
export interface Pace {
  readonly writesPerMinute: number
  readonly writesPerHour: number
}

/** A tracker: its settings, its limits, and how to open it. */
export interface ConnectorDefinition<Env = unknown> {
  /** The folder's name; stored with every issue, never changed. */
  readonly id: string
  /** The tracker's name as people write it. */
  readonly name: string
  /** Names of the variables that hold the secrets of its webhooks. */
  readonly secrets: readonly string[]
  /** Its environment variables. Null if none of them is set: the tracker is not in use. */
  readonly env: ZodType<Env | null>
  /** The variable that names the default target; null if there is none. */
  readonly targetVariable: string | null
  /** The target of issues that no route sends elsewhere. Null if the settings name none. */
  defaultTarget(env: Env): string | null
  /** Says what is wrong with a target, or null. */
  problemWith(target: string): string | null
  /** How many jobs may run at a time. */
  readonly concurrency: number
  /** Milliseconds from the sending of a write until a look-up of its key can be believed. */
  readonly settleMs: number
  /** Milliseconds to leave after a write before the same issue's next; zero if the tracker has no such limit. */
  readonly issueEveryMs: number
  pace(env: Env): Pace
  /** Whether a file hangs on a comment, which counts among the issue's comments. */
  readonly attachesByComment: boolean
  readonly capabilities: Capabilities
  /** What a route may say for this tracker beyond target and labels. Anything else is an error at start. */
  readonly options: ZodType<Readonly<Record<string, unknown>>>
  /** Opens an account. Makes no call. */
  open(env: Env, context: AdapterContext, vocabulary?: Vocabulary): Connector
}

/** What a tracker can do. The contract suite skips by name what it cannot. */
export interface Capabilities {
  /** Why an issue is closed. Without it every closed issue counts as completed. */
  readonly reasons: boolean
  /** A priority that stands for the severity. */
  readonly priorities: boolean
  readonly dueDates: boolean
  /** Comments that customers do not see. Then ours are such, unless the route says `comments: public`. */
  readonly internalComments: boolean
  /** How its webhooks are proven: by a signature of their text, by a token, or there are none. */
  readonly webhooks: 'hmac' | 'token' | null
  /** How a poll reads new comments: all with one list, or with a request for each issue that has any. */
  readonly comments: 'feed' | 'per-issue'
}

/** The capabilities of a tracker that has none of them. */
export const noCapabilities: Capabilities = {
  ...{ reasons: false, priorities: false, dueDates: false, internalComments: false },
  webhooks: null,
  comments: 'feed',
}

/** What a tracker's own words mean, as the routes file says. */
export interface Vocabulary {
  /** Why an issue is closed, by the name of its resolution. */
  readonly resolutions: Readonly<Record<string, Reason>>
}

/** The vocabulary of a routes file that says nothing. */
export const noWords: Vocabulary = { resolutions: {} }

/** Declares a connector; only gives `env` its type. */
export function defineConnector<Env>(
  definition: ConnectorDefinition<Env>,
): ConnectorDefinition<Env> {
  return definition
}
