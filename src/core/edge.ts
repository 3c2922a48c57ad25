/** What an adapter is handed instead of reaching for globals, so that tests own time and network. */
export interface Tools {
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Lockstep's own store. For the embedded tracker alone, whose issues live in it; others ignore it. */
  readonly store: unknown
}

/** One inbound HTTP message, its body exactly as sent: signatures are made over these bytes. */
export interface Delivery {
  readonly headers: Headers
  readonly body: string
}
