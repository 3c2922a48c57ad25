import type { ZodType, z } from 'zod'
import { HttpError } from '../domain/errors.ts'
import type { Finding, Severity } from '../domain/finding.ts'
import type { SourceChange } from '../domain/work.ts'
import type { AdapterContext, InboundRequest } from '../platform/adapter.ts'
import { textOf } from '../platform/bytes.ts'
import { parseJson } from '../platform/json.ts'

/** A request to `/hooks/SOURCE…`. `path` holds the decoded segments below `/hooks/SOURCE`. */
export interface WebhookRequest extends InboundRequest {
  readonly method: string
  readonly path: readonly string[]
}

/** A comment that somebody wrote in the scanner. `about` are ids; one of them may be the key of its finding. */
export interface ScannerComment {
  readonly text: string
  readonly about: readonly string[]
}

/** What a webhook request says. */
export interface ParsedWebhook {
  /** The vendor's name of the event, or ours if it has none. */
  readonly event: string
  /** The vendor's id of the message, the same in each repetition. Null if it sends none. */
  readonly id: string | null
  readonly findings: readonly Finding[]
  readonly comments: readonly ScannerComment[]
  /** What to fetch from the scanner's API, in the source's own notation. Null for nothing. */
  readonly resource: string | null
  /** Why the message leads to nothing, for the history. Empty if it leads to something. */
  readonly note: string
}

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

/** The webhooks of a scanner. */
export interface Webhook {
  /** True if the proof is a signature of the body. Otherwise `verify` runs before the body is read, and sees none. */
  readonly signed?: true
  /** True if its messages hold findings and their times: an old one may come late. */
  readonly timed?: true
  /** What of the address is needed to read a message anew: never what proves its sender. Absent if the body says it all. */
  readonly keptPath?: (path: readonly string[]) => readonly string[]
  /** The HTTP methods it is called by; POST if absent. */
  readonly methods?: readonly string[]
  /** Throws HttpError unless the sender proves who it is. */
  verify(request: WebhookRequest): Promise<void>
  /** Reads a verified request. Pure. Never throws: what cannot be understood is ignored, with the reason. */
  parse(request: WebhookRequest): ParsedWebhook
}

/** A scanner, opened with its settings. It sends webhooks, or its findings are fetched, or both. */
export interface Source {
  /** Absent if the scanner sends no webhooks. */
  readonly webhook?: Webhook
  /**
   * Fetches one page of a resource: one that a webhook named, or the empty string for everything. Throws TrackerError.
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

/**
 * The JSON in a verified request, or the problem with it. A verified message is kept, not refused: senders switch off a
 * webhook that is refused too often.
 */
export function jsonIn({ body }: WebhookRequest): {
  readonly value: unknown
  readonly problem: string
} {
  try {
    return { value: parseJson(textOf(body)), problem: '' }
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    return { value: null, problem: `not understood: ${error.message}` }
  }
}

/** Reads a verified message. One that its source fails to read is kept with the reason: refused, it would come for ever. */
export function readMessage(
  webhook: Pick<Webhook, 'parse'>,
  request: WebhookRequest,
): ParsedWebhook {
  try {
    return webhook.parse(request)
  } catch (error) {
    return ignored('message', `could not be read, because of a bug in Lockstep: ${error}`)
  }
}

/** A message that leads to nothing, with the reason. */
export function ignored(event: string, note: string, id: string | null = null): ParsedWebhook {
  return { event, id, findings: [], comments: [], resource: null, note }
}
