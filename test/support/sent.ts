/** A webhook delivery as a tracker would post it. */
export interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What test trackers sign their deliveries with. */
export const webhookSecret = "It's a Secret to Everybody"
