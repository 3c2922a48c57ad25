import type { Connector } from '../../connectors/connector.ts'
import type { Reason, RemoteRef, State } from '../../src/core/issue.ts'

/** An issue as a person reads it in the tracker. Comments oldest first. */
export interface Seen {
  readonly title: string
  readonly body: string
  readonly state: State
  readonly labels: readonly string[]
  readonly assignee: string
  readonly comments: readonly { readonly id: string; readonly body: string }[]
  readonly attachments: readonly { readonly title: string; readonly base64: string }[]
}

/** What the connector's next request meets instead of the tracker's normal answer. */
export type Fault =
  | { readonly kind: 'offline' }
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** The tracker does it, then the connection drops before the answer. */
  | { readonly kind: 'commit-then-drop' }
  /** The tracker does it, then a gateway answers 502. */
  | { readonly kind: 'commit-then-502' }

/** The tracker behind a connector, as a person sees and uses it. */
export interface Tracker {
  readonly connector: Connector
  readonly target: string
  /** How many issues there are in the target. */
  count(): Promise<number>
  read(issue: RemoteRef): Promise<Seen>
  close(issue: RemoteRef, reason: Reason): Promise<void>
  reopen(issue: RemoteRef): Promise<void>
  /** Changes title or body by hand. */
  edit(issue: RemoteRef, text: { title?: string; body?: string }): Promise<void>
  label(issue: RemoteRef, name: string): Promise<void>
  /** Comments; answers the comment's id. */
  say(issue: RemoteRef, text: string): Promise<string>
  /** Lets `ms` of the injected clock pass. */
  wait(ms: number): Promise<void>
  fail(next: Fault): void
  reset(): Promise<void>
  stop(): Promise<void>
}
