import type { InboundRequest } from '../../../src/platform/adapter.ts'
import { bytesOf } from '../../../src/platform/bytes.ts'

/** A webhook delivery as a tracker would post it. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What test trackers sign their deliveries with. */
export const webhookSecret = "It's a Secret to Everybody"

/** Takes what is on its way, as it arrives. */
export function deliveries(outbox: Sent[]): InboundRequest[] {
  return outbox.splice(0).map(({ headers, body }) => ({
    headers: new Headers(headers),
    body: bytesOf(body),
  }))
}
