import type { RemoteRef, State } from './issue.ts'

/** The state an issue is in now, not the step that led there. Times are epoch milliseconds by the tracker's clock. */
export interface IssueEvent {
  readonly kind: 'issue'
  readonly issue: RemoteRef
  readonly state: State
  /** When it came into this state, as far as the tracker says; else the same as `at`. */
  readonly stateAt: number
  readonly title: string
  /** Null if the tracker says nothing of them. */
  readonly labels: readonly string[] | null
  readonly assignee: string
  readonly url: string
  /** How many comments there are to be read; null if counting would cost a call. */
  readonly comments: number | null
  readonly at: number
}

/** A comment as it is now. One with a `key` carries our mark. */
export interface CommentEvent {
  readonly kind: 'comment'
  readonly issue: RemoteRef
  readonly comment: string
  readonly key: string | null
  readonly author: string
  readonly body: string
  readonly createdAt: number
  readonly at: number
}

/** Comments of an issue, oldest first: all, or of very many the newest. */
export interface CommentList {
  readonly events: readonly CommentEvent[]
  /** Whether these are all. */
  readonly isWhole: boolean
}

/** Comments that are read of an issue: more would cost more calls than a Worker's event may make. */
export const mostComments = 600

/**
 * Something that happened in the tracker. `moved` says under which id, key and target the issue goes on.
 * `doubtful`: a message that is believed only if reading the issue says so too, such as a deletion.
 */
export type TrackerEvent =
  | IssueEvent
  | CommentEvent
  | {
      readonly kind: 'comment-deleted'
      readonly issue: RemoteRef
      readonly comment: string
      readonly at: number
    }
  | {
      readonly kind: 'moved'
      readonly issue: RemoteRef
      readonly to: RemoteRef
      readonly url: string
      readonly at: number
    }
  | {
      readonly kind: 'doubtful'
      /** The tracker says that the issue was deleted. */
      readonly deletion?: boolean
      readonly issue: RemoteRef
      /** What the message says, for the history. */
      readonly what: string
      readonly at: number
    }
  | { readonly kind: 'deleted'; readonly issue: RemoteRef; readonly at: number }

/** One answer to "what changed": events oldest first, and the cursor to ask from next; at once if there is `more`. */
export interface Changes {
  readonly events: readonly TrackerEvent[]
  readonly cursor: string
  readonly more: boolean
}
