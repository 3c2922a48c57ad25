import type { Severity } from './finding.ts'

/** Whether an issue still asks for something to be done. */
export type Status = 'open' | 'closed'

/** Why an issue is closed. Every tracker's own words are mapped to these three. */
export type Reason = 'completed' | 'not_planned' | 'duplicate'

/** Open, or closed for a reason. `reason` is null while open. */
export interface State {
  readonly status: Status
  readonly reason: Reason | null
}

/** Where an issue is in a tracker. `id` never changes; `key` (number, PAY-12) and `target` may, when it is moved. */
export interface RemoteRef {
  readonly target: string
  readonly id: string
  readonly key: string
}

/** Who should work on an issue. `mapped` is the tracker's own name from the `assignees` setting. */
export interface AssigneeDraft {
  readonly mapped: string | null
  readonly email: string
  readonly username: string
}

/**
 * Shared by everything that makes something in a tracker. The key is put into the thing itself, in the same call.
 * `uncertain` says that an earlier try may have succeeded: look the key up before making it again.
 */
export interface Keyed {
  readonly key: string
  readonly uncertain: boolean
  /** When it was first tried, epoch milliseconds: nothing with this key is older. */
  readonly since: number
}

/** An issue to file. Text is already defanged; the connector cuts it to its tracker's limits. */
export interface IssueDraft extends Keyed {
  readonly title: string
  readonly body: string
  /** Stands at the end of the text, which is cut before it. May be empty. */
  readonly footer: string
  readonly labels: readonly string[]
  readonly severity: Severity | null
  readonly assignee: AssigneeDraft | null
  readonly dueDate: string
  /**
   * What the route says beyond target and labels, such as `issueType` and `fields`, and `priorities`, the tracker's own
   * names of severities; each tracker reads its own.
   */
  readonly options: Readonly<Record<string, unknown>>
}

/** Values of the fields that a person may take over. What is absent is not asked about. */
export interface FieldValues {
  readonly title?: string
  readonly body?: string
  /** As in the draft; part of the body. */
  readonly footer?: string
  /** Null if the finding has none. */
  readonly severity?: Severity | null
  /** Null for no person. */
  readonly assignee?: AssigneeDraft | null
  /** As the scanner wrote it; not necessarily a date. */
  readonly dueDate?: string
}

/** Fields in the form in which the tracker keeps them, so that they can be compared. Empty for none. */
export interface FieldForms {
  readonly title?: string
  readonly body?: string
  readonly severity?: string
  readonly dueDate?: string
}

/** What the tracker has of those fields. What it has no place for is absent. */
export interface IssueFields {
  readonly issue: RemoteRef
  readonly forms: FieldForms
  /** By the tracker's own names. */
  readonly assignees: readonly string[]
}

/** The form that values would have in the tracker. */
export interface ValueForms {
  readonly forms: FieldForms
  /** By the tracker's own name, empty for no person; absent if the values do not say. */
  readonly assignee?: string
  /** Whether the body does not fit. */
  readonly cut: boolean
}

/** What to write. What is absent stays as it is. Whose a field is was decided before: see `ownership.ts`. */
export interface IssueChange {
  /** The issue's own key, which its body carries. */
  readonly key: string
  readonly state?: State
  readonly title?: string
  readonly body?: string
  /** As in the draft; part of the body. */
  readonly footer?: string
  /** What the tracker did not take when the issue was filed: its text goes on to say so. */
  readonly leftOut?: readonly string[]
  readonly addLabels?: readonly string[]
  readonly removeLabels?: readonly string[]
  readonly severity?: Severity
  /** All who are to be assigned, by the tracker's own names. */
  readonly assignees?: readonly string[]
  readonly dueDate?: string
  /** As in the draft. */
  readonly options: Readonly<Record<string, unknown>>
}

/** A comment to add, Markdown, already defanged. */
export interface CommentDraft extends Keyed {
  readonly body: string
  /** As in the issue's draft. */
  readonly options: Readonly<Record<string, unknown>>
}

/** A file to attach. `title` is a hostile file name: never a path. */
export interface AttachmentDraft extends Keyed {
  readonly title: string
  /** The content in standard Base64. */
  readonly base64: string
}

/** An issue as the tracker has it. `cut` says that the body did not fit, so that it must be attached in full. */
export interface RemoteIssue extends RemoteRef {
  readonly url: string
  /** The tracker's own names of the assignees; absent if its answer does not say. */
  readonly assignees?: readonly string[]
  /** Whom of them we assigned, empty for no person; absent if the write said nothing of that. */
  readonly assigned?: string
  /** The fields that were written, as the tracker keeps them. What it did not take is absent. */
  readonly forms?: FieldForms
  readonly cut: boolean
  /** The state it is in after the write; null where the tracker does not say. */
  readonly state: State | null
  /** What the tracker did not take of the rest, in words, such as a label; absent for nothing. */
  readonly dropped?: readonly string[]
  /** What was written of the state, where the tracker cannot hold all of it: one that knows no reasons, say. */
  readonly written?: State
  /** When the tracker last changed it, epoch milliseconds by the tracker's clock; null where it does not say. */
  readonly at: number | null
}

/** A comment or an attachment as the tracker has it; `cut` as in RemoteIssue. */
export interface RemotePart {
  readonly id: string
  readonly url: string
  readonly cut: boolean
}

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
  /** How many comments there are to be read; null where that would cost a call. */
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

/** One answer to "what changed": events oldest first, and the cursor to ask from next; at once where there is `more`. */
export interface Changes {
  readonly events: readonly TrackerEvent[]
  readonly cursor: string
  readonly more: boolean
}
