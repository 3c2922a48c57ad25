import type { ZodType, z } from 'zod'
import { HttpError } from '../domain/errors.ts'
import type { Finding, Severity } from '../domain/finding.ts'
import type { State } from '../domain/issue.ts'
import type { AdapterContext, InboundRequest } from '../platform/adapter.ts'
import { parseJson } from '../platform/json.ts'

/** A webhook call. `path` is what stands below `/hooks/SOURCE`, split at slashes and decoded. */
export interface Hook extends InboundRequest {
  readonly method: string
  readonly path: readonly string[]
}

/** What somebody wrote in the scanner about a finding. `about` are ids, one of which may be the finding's key. */
export interface Note {
  readonly text: string
  readonly about: readonly string[]
}

/** What a webhook call says. */
export interface Message {
  /** The vendor's name for what happened, or ours where it gives none. */
  readonly event: string
  /** The vendor's id of the message, the same when it is sent again. Null where there is none: its content is taken. */
  readonly id: string | null
  readonly findings: readonly Finding[]
  readonly notes: readonly Note[]
  /** What is to be fetched from the scanner, in the source's own notation; null for nothing. */
  readonly collect: string | null
  /** Why there are no findings in it, for the history; empty where there are. */
  readonly note: string
}

/** One page of what is fetched. `next` is where to go on, null at the end; `seen` is what to ask from the next time. */
export interface Page {
  readonly findings: readonly Finding[]
  readonly next: string | null
  readonly seen: string | null
}

/** What became of a finding in its tracker. What is absent is as it was. */
export interface SourceChange {
  readonly state?: State
  readonly comment?: string
  /** Where the issue is. */
  readonly link?: string
}

/** Tells the scanner what became of a finding; may be repeated. Throws TrackerError. */
export type Push = (
  finding: { readonly key: string; readonly project: string },
  change: SourceChange,
  signal: AbortSignal,
) => Promise<void>

/** A scanner that sends webhooks, opened with its settings. */
export interface Source {
  /** Throws HttpError unless the sender proved who it is. Sees the body exactly as sent. */
  verify(hook: Hook): Promise<void>
  /** What the call says. Pure. Throws HttpError for a shape that is not this scanner's; an unknown event is a note. */
  parse(hook: Hook): Message
  /**
   * Fetches a page of what a message told to collect, from `page`, null for the first, and of what changed after `seen`
   * where the scanner can tell. Throws TrackerError.
   */
  readonly collect?: (
    what: string,
    at: { page: string | null; seen: string | null },
    signal: AbortSignal,
  ) => Promise<Page>
  /** Absent where the scanner cannot be written to. */
  readonly push?: Push
  /** How many milliseconds to leave between two calls, below the scanner's limit. */
  readonly pageEveryMs?: number
  /** Throws TrackerError unless the log-in to the scanner's API works. */
  readonly check?: (signal: AbortSignal) => Promise<void>
}

/** What the routes file says about a source: its own words for severities. */
export interface SourceOptions {
  readonly severities: Readonly<Record<string, Severity>>
}

/** A scanner: its settings and how to open it. */
export interface SourceDefinition<Env = unknown> {
  /** The folder's name, part of the address, stored with every finding, never changed. */
  readonly id: string
  /** The scanner's name as people write it. */
  readonly name: string
  /** Its environment variables. Null where its inbound secret is not set: it is off. */
  readonly env: ZodType<Env | null>
  open(env: Env, tools: AdapterContext, options: SourceOptions): Source
}

/** Declares a source; only gives `env` its type. */
export function defineSource<Env>(definition: SourceDefinition<Env>): SourceDefinition<Env> {
  return definition
}

/** Adds a problem to a source's settings that names its variable. */
export function complain(context: z.RefinementCtx, variable: string, message: string): void {
  context.issues.push({ code: 'custom', path: [variable], message, input: undefined })
}

/** The body in the wanted shape; refuses with 422 that names the first wrong field. */
export function readShape<T>(hook: Hook, shape: ZodType<T>): T {
  const parsed = shape.safeParse(parseJson(hook.body))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new HttpError(
    422,
    `${issue?.path.join('.') || 'the body'}: ${issue?.message ?? 'is wrong'}`,
  )
}

/** A message that is kept and leads to nothing. */
export function noted(event: string, note: string, id: string | null = null): Message {
  return { event, id, findings: [], notes: [], collect: null, note }
}
