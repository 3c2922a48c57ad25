import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { Connector } from '../../../connectors/connector.ts'
import type { Capabilities, ConnectorDefinition } from '../../../connectors/definition.ts'
import type { Changes } from '../../../src/domain/events.ts'
import type { Severity } from '../../../src/domain/finding.ts'
import type { Reason, RemoteIssue, RemoteRef, State } from '../../../src/domain/issue.ts'
import type { IssueDraft } from '../../../src/domain/writes.ts'
import type { InboundRequest } from '../../../src/platform/adapter.ts'
import { testAssignees } from './assignees.ts'
import { testChanges } from './changes.ts'
import { testDefinition } from './definition.ts'
import { issueDraft, refOf, soon } from './drafts.ts'
import { testFailures } from './failures.ts'
import { testIssues } from './issues.ts'
import { testOwnership } from './ownership.ts'
import { testParts } from './parts.ts'
import { testReads } from './reads.ts'
import { testReceive } from './receive.ts'
import { testSchedule } from './schedule.ts'

/** An issue as a person reads it in the tracker. Comments oldest first. */
export interface Seen {
  readonly title: string
  readonly body: string
  readonly state: State
  readonly labels: readonly string[]
  readonly assignee: string
  /** What stands for the severity and the due date; absent if the tracker has none. */
  readonly severity?: Severity | null
  readonly dueDate?: string | null
  readonly comments: readonly { readonly id: string; readonly body: string }[]
  readonly attachments: readonly { readonly title: string; readonly base64: string }[]
}

/** What the connector's next request meets instead of the tracker's normal answer. */
export type Fault =
  | { readonly kind: 'offline' }
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Record<string, string>
      readonly body?: string
    }
  /** The tracker does it, then the connection drops before the answer. */
  | { readonly kind: 'commit-then-drop' }
  /** The tracker does it, then a gateway answers 502. */
  | { readonly kind: 'commit-then-502' }
  /** The tracker never answers. */
  | { readonly kind: 'hang' }

/** The tracker behind a connector, as a person sees and uses it. */
export interface Tracker {
  readonly connector: Connector
  readonly target: string
  /** What must never be in a message: the connector's tokens. */
  readonly secrets: readonly string[]
  /** Three who may be assigned, by the tracker's own names. */
  readonly people: readonly [string, string, string]
  /** How many issues there are in the target. */
  count(): Promise<number>
  read(issue: RemoteRef): Promise<Seen>
  close(issue: RemoteRef, reason: Reason): Promise<void>
  reopen(issue: RemoteRef): Promise<void>
  /** Changes title or body by hand. */
  edit(issue: RemoteRef, text: { title?: string; body?: string }): Promise<void>
  label(issue: RemoteRef, name: string): Promise<void>
  /** Gives the issue to one of `people`, whoever has it. */
  assign(issue: RemoteRef, name: string): Promise<void>
  /** Comments; answers the comment's id. */
  say(issue: RemoteRef, text: string): Promise<string>
  /** Gives a comment another text. */
  rewrite(issue: RemoteRef, comment: string, text: string): Promise<void>
  /** Deletes a comment. */
  unsay(issue: RemoteRef, comment: string): Promise<void>
  /** Lets `ms` of the injected clock pass. */
  wait(ms: number): Promise<void>
  fail(next: Fault): void
  /** Moves an issue to another place; returns where it is then. Absent if the tracker cannot. */
  move?(issue: RemoteRef): Promise<RemoteRef>
  /** How many requests the connector has made since the last `reset`; absent if it makes none. */
  requests?(): number
  /** Makes customers of those who see the target's public comments; absent if the tracker knows none. */
  serveCustomers?(): void
  /** Whether customers see a comment. */
  isPublic?(issue: RemoteRef, comment: string): Promise<boolean>
  /** Has the tracker's last delivery fail, and returns it; absent if the tracker forgets what it sent. */
  lose?(): InboundRequest
  /** Takes the webhook deliveries that the tracker has sent since it was last asked. Absent where it sends none. */
  sent?(): readonly InboundRequest[]
  reset(): Promise<void>
  stop(): Promise<void>
}

/**
 * What the parts of the suite work with. Ask for `tracker` inside a test: it is started before the
 * first.
 */
export interface Bench {
  readonly capabilities: Capabilities
  readonly tracker: Tracker
  readonly connector: Connector
  /** Creates an issue from a draft with a key of its own. */
  create(draft?: Partial<IssueDraft>): Promise<RemoteIssue>
  /** Likewise; answers where it is. */
  file(draft?: Partial<IssueDraft>): Promise<RemoteRef>
  poll(cursor: string | null): Promise<Changes>
}

/** A state as the tracker can hold it: without reasons, whatever is closed is completed. */
export function heldState({ reasons }: Capabilities, reason: Reason): State {
  return { status: 'closed', reason: reasons ? reason : 'completed' }
}

/** What sets a tracker apart from others. */
export interface ContractOptions {
  /** False for a tracker that is not reached over a network: it cannot be offline or answer 502, nor send webhooks. */
  readonly network?: boolean
  /** How its webhooks prove themselves, if not as the definition says. */
  readonly webhooks?: Capabilities['webhooks']
}

/**
 * What every connector must pass, seen from both ends: through the interface and as a person.
 * Starts once.
 */
export function describeConnector<Env>(
  definition: ConnectorDefinition<Env>,
  start: () => Promise<Tracker>,
  { network = true, webhooks = definition.capabilities.webhooks }: ContractOptions = {},
): void {
  const { capabilities } = definition
  describe(`the connector ${definition.id}`, () => {
    let tracker: Tracker
    const bench: Bench = {
      capabilities,
      get tracker() {
        return tracker
      },
      get connector() {
        return tracker.connector
      },
      create: (draft) => tracker.connector.create(tracker.target, issueDraft(draft), soon()),
      file: async (draft) => refOf(tracker.target, await bench.create(draft)),
      poll: (cursor) => tracker.connector.changes(tracker.target, cursor, soon()),
    }

    beforeAll(async () => {
      tracker = await start()
    })
    beforeEach(() => tracker.reset())
    afterAll(() => tracker.stop())

    testDefinition(definition)
    testIssues(bench)
    testOwnership(bench)
    testAssignees(bench)
    testSchedule(bench, definition.concurrency)
    testParts(bench)
    testChanges(bench)
    testReads(bench)
    describe.skipIf(!network)('over a network', () => testFailures(bench))
    describe.skipIf(!network || webhooks === null)('by webhook', () => testReceive(bench, webhooks))
  })
}
