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
  /** The state it is in after the write; null if the tracker does not say. */
  readonly state: State | null
  /** What the tracker did not take of the rest, in words, such as a label; absent for nothing. */
  readonly dropped?: readonly string[]
  /** The state as it was written, if the tracker cannot hold all of it, such as one without reasons. */
  readonly written?: State
  /** When the tracker last changed it, epoch milliseconds by the tracker's clock; null if it does not say. */
  readonly at: number | null
}

/** A comment or an attachment as the tracker has it; `cut` as in RemoteIssue. */
export interface RemotePart {
  readonly id: string
  readonly url: string
  readonly cut: boolean
}
