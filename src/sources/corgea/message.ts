import { jsonIn, type WebhookRequest } from '../webhook.ts'
import { Envelope } from './schema.ts'

/** What every message holds, whatever its body looks like. */
export interface Message {
  /** Empty if neither the body nor a header names it. */
  readonly event: string
  readonly id: string | null
  /** When it was sent, in epoch milliseconds. */
  readonly at: number | null
  readonly data: Readonly<Record<string, unknown>>
  /** Why the body cannot be read; empty if it can. */
  readonly problem: string
}

/**
 * Finds the message in a request. A custom body may hold the default one at any depth, or only its data; the headers name
 * event and delivery in any case. https://docs.corgea.app/webhooks
 */
export function messageIn(request: WebhookRequest): Message {
  const { value, problem } = jsonIn(request)
  const objects = objectsIn(value)
  const envelope = envelopeIn(objects)
  const { headers } = request
  return {
    event: envelope?.event_type || (headers.get('x-corgea-event') ?? ''),
    id: envelope?.event_id || headers.get('x-corgea-delivery') || null,
    at: Date.parse(envelope?.timestamp ?? '') || null,
    data: hasData(envelope) ? envelope.data : (objects.find(isData) ?? {}),
    problem,
  }
}

/** The outermost default message; parts of it may be repeated beside it. */
function envelopeIn(objects: readonly Fields[]): Envelope | null {
  const found = objects
    .filter((object) => 'event_type' in object || 'event_id' in object)
    .flatMap((object) => Envelope.safeParse(object).data ?? [])
  return found.find(hasData) ?? found[0] ?? null
}

function hasData(envelope: Envelope | null): envelope is Envelope {
  return envelope !== null && Object.keys(envelope.data).length > 0
}

function isData(object: Fields): boolean {
  return 'issue_id' in object || 'scan_id' in object
}

type Fields = Readonly<Record<string, unknown>>

/** Every object in a value, the outermost first. A text may hold JSON, too. */
function objectsIn(value: unknown): Fields[] {
  const objects: Fields[] = []
  const waiting = [value]
  for (const next of waiting) {
    const one = typeof next === 'string' ? parsed(next) : next
    if (typeof one !== 'object' || one === null) continue
    if (!Array.isArray(one)) objects.push(one as Fields)
    for (const inner of Object.values(one)) waiting.push(inner)
  }
  return objects
}

function parsed(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
