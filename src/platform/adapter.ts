import type { Bytes } from './bytes.ts'

/** What an adapter is handed instead of reaching for globals, so that tests own time and network. */
export interface AdapterContext {
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Logs something odd that stops nothing, for operators. Give it no secret, and nothing of a finding's text. */
  readonly warn: (message: string, data: Readonly<Record<string, unknown>>) => void
  /** Where its webhooks come in. */
  readonly eventsUrl: string
  /** What outlives a restart and is the same in every process. */
  readonly memory: Memory
  /** Lockstep's own store. For the embedded tracker alone, whose issues live in it; others ignore it. */
  readonly store: unknown
}

/** A few facts that an adapter must not forget, such as the id behind a name. */
export interface Memory {
  /** The value kept under `key`, or null. */
  recall(key: string): Promise<string | null>
  /** Keeps `value` under `key`, in the place of what was there. */
  keep(key: string, value: string): Promise<void>
}

/** What is known of an inbound HTTP message before its body is read. */
export interface InboundHead {
  readonly headers: Headers
  /** What stands in the address as `token`, for trackers that cannot sign. */
  readonly token?: string | null
}

/** One inbound HTTP message. `body` holds the bytes as sent, which is what signatures are made over. */
export interface InboundRequest extends InboundHead {
  readonly body: Bytes
}
