import type { Fault } from '../../contract/connector/index.ts'
import type { Clock } from '../kit/clock.ts'
import type { Sent } from '../kit/outbox.ts'
import type { ProjectSettings } from './projects.ts'

/** How it starts; `reset` comes back to it. */
export interface JiraOptions {
  /** Whether Jira's limits hold. */
  readonly limits?: boolean
  /** Milliseconds before every answer. */
  readonly latencyMs?: number
  /** How far the search is behind, in milliseconds. */
  readonly lagMs?: number
  /** Whether it is Jira Data Center to the connector. */
  readonly dataCenter?: boolean
  /** Whether changes lead to webhook deliveries. */
  readonly webhooks?: boolean
  /** Whether they have the secret in their address, and no signature: older versions of Data Center cannot sign. */
  readonly byToken?: boolean
  /** The time; the real one, moved forward by `advance`, unless given. */
  readonly clock?: Pick<Clock, 'now' | 'advance'>
}

/** A Jira to test against: a real HTTP server on 127.0.0.1, with the projects PAY and OPS. */
export interface Jira {
  /** The site's address; scoped tokens may also put `/ex/jira/CLOUD_ID` behind it. */
  readonly url: string
  /** The connector's log-in. */
  readonly email: string
  readonly token: string
  /** Casey's, a person: neither counted nor limited, and no fault or lost permission hits it. */
  readonly personEmail: string
  readonly personToken: string
  /** What the connector asked for: `GET /rest/api/3/… 200`; -1 where it got no answer. */
  readonly log: string[]
  /** The webhook deliveries that are on their way, oldest first: for a test to deliver or not. */
  readonly outbox: Sent[]
  readonly now: () => number
  advance(ms: number): Promise<void>
  /** From now on these are the connector's only good tokens. */
  accept(...tokens: string[]): void
  limit(on: boolean): void
  latency(ms: number): void
  lag(ms: number): void
  /** Changes a project: its workflow, its screens, what the connector's account may. */
  configure(project: string, settings: Partial<ProjectSettings>): void
  /** What the connector's next request meets; `after` lets so many pass first. */
  fail(fault: Fault, options?: { after?: number }): void
  /** The next transition is refused as one of two at the same time. */
  conflict(): void
  /** How many requests the connector made by that method to paths like this, refused ones too. */
  calls(method: string, path: RegExp): number
  /** How many of its requests were answered 429. */
  refused(): number
  /** Writes of the connector's that reached an issue without our key. */
  readonly strangers: string[]
  /** Deletes a project with its issues and makes a new one of its key, whose numbers begin anew. */
  recreate(project: string): void
  /** Moves an issue to another project: its key changes, its id stays, the old key leads to it. */
  move(idOrKey: string, project: string): void
  /** Gives a project another key: the old one leads to it and its issues still. */
  rename(project: string, key: string): void
  /** Files issues a day ago, past limits and log: a project that has been in use. */
  seed(count: number, project?: string): { readonly id: string; readonly key: string }[]
  reset(): Promise<void>
  stop(): Promise<void>
}
