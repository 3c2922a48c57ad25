import type { ZodType, z } from 'zod'
import type { Finding, Severity } from '../domain/finding.ts'
import type { SourceChange } from '../domain/work.ts'
import type { AdapterContext } from '../platform/adapter.ts'
import type { Webhook } from './webhook.ts'

/** One page of fetched findings. `next` is the page after it, null at the end. */
export interface Page {
  readonly findings: readonly Finding[]
  /** The items that could not be read, each by its id or place, and what is wrong with it. */
  readonly unreadable: readonly string[]
  readonly next: string | null
  /** The latest change in the page: the next fetch asks for what changed since. Null if the scanner cannot say. */
  readonly since: string | null
}

/** Where a fetch stands: the page to read, null for the first, and the time of the last complete fetch. */
export interface FetchPosition {
  readonly page: string | null
  readonly since: string | null
}

/** Reports to the scanner what became of a finding. Idempotent. Throws TrackerError. */
export type Push = (
  finding: { readonly key: string; readonly project: string },
  change: SourceChange,
  signal: AbortSignal,
) => Promise<void>

/** A scanner, opened with its settings. It sends webhooks, or its findings are fetched, or both. */
export interface Source {
  /** Absent if the scanner sends no webhooks. */
  readonly webhook?: Webhook
  /**
   * Fetches one page of a resource: the page that a webhook named, or the empty string for everything. Throws TrackerError.
   */
  readonly fetch?: (resource: string, position: FetchPosition, signal: AbortSignal) => Promise<Page>
  /** How often to fetch everything, in milliseconds. Absent if only webhooks ask for a fetch. */
  readonly fetchEveryMs?: number
  /** Absent if the scanner cannot be written to. */
  readonly push?: Push
  /** The settings without which its webhooks lead to nothing: they only name what was found. */
  readonly lacks?: readonly string[]
  /** Throws TrackerError unless the scanner's API accepts the credentials. */
  readonly check?: (signal: AbortSignal) => Promise<void>
  /** The shortest time between two requests to the scanner's API, in milliseconds. */
  readonly callEveryMs?: number
}

/** What the routes file says about a source: its own words for severities. */
export interface SourceOptions {
  readonly severities: Readonly<Record<string, Severity>>
}

/** A scanner: its settings and how to open it. */
export interface SourceDefinition<Env = unknown> {
  /** The folder's name. It is part of addresses and stored with every finding, so it never changes. */
  readonly id: string
  /** The scanner's name as people write it. */
  readonly name: string
  /** Names of the variables that its senders prove themselves with. */
  readonly secrets: readonly string[]
  /** Its environment variables. Null if the settings that turn it on are missing. */
  readonly env: ZodType<Env | null>
  open(env: Env, tools: AdapterContext, options: SourceOptions): Source
}

/** Declares a source; only gives `env` its type. */
export function defineSource<Env>(definition: SourceDefinition<Env>): SourceDefinition<Env> {
  return definition
}

/** Adds a problem with one variable to the problems of a source's settings. */
export function complain(context: z.RefinementCtx, variable: string, message: string): void {
  context.issues.push({ code: 'custom', path: [variable], message, input: undefined })
}
