import type { Severity } from './finding.ts'
import type { State } from './issue.ts'

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

/** Values of the fields that a person may own. Absent fields are not asked about. */
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
  /** As in the issue's draft. */
  readonly options: Readonly<Record<string, unknown>>
}
