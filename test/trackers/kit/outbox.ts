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

/** The same from a tracker that cannot sign: the secret is in the address, and no message has a name. */
export function deliveriesByToken(outbox: Sent[]): InboundRequest[] {
  return deliveries(outbox).map(({ body }) => ({
    ...{ headers: new Headers({ 'content-type': 'application/json' }), body },
    token: webhookSecret,
  }))
}
