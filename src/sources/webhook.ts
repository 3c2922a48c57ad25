import { HttpError } from '../domain/errors.ts'
import type { Finding } from '../domain/finding.ts'
import type { InboundRequest } from '../platform/adapter.ts'
import { textOf } from '../platform/bytes.ts'
import { parseJson } from '../platform/json.ts'

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
