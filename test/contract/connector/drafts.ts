import type { RemoteIssue, RemoteRef, State } from '../../../src/domain/issue.ts'
import type {
  AssigneeDraft,
  AttachmentDraft,
  CommentDraft,
  IssueChange,
  IssueDraft,
} from '../../../src/domain/writes.ts'

/** The state of an issue that was never closed. */
export const open: State = { status: 'open', reason: null }

/** The signal of a call that must end as production's must: within ten seconds. */
export function soon(): AbortSignal {
  return AbortSignal.timeout(10_000)
}

/** Where an issue that was just created is. */
export function refOf(target: string, { id, key }: RemoteIssue): RemoteRef {
  return { target, id, key }
}

/** An issue to file, with a key of its own unless `draft` says otherwise. */
export function issueDraft(draft: Partial<IssueDraft> = {}): IssueDraft {
  const keyed = { key: crypto.randomUUID(), uncertain: false, since: 0 }
  const text = { title: 'A finding', body: 'What it is.', footer: '', labels: [], dueDate: '' }
  return { ...keyed, ...text, severity: null, assignee: null, options: {}, ...draft }
}

/** Who should work on an issue, by the tracker's own name. */
export function named(mapped: string): AssigneeDraft {
  return { mapped, email: '', username: '' }
}

/** A comment to add; its key as above. */
export function commentDraft(body: string, draft: Partial<CommentDraft> = {}): CommentDraft {
  const keyed = { key: crypto.randomUUID(), uncertain: false, since: 0 }
  return { ...keyed, body, options: {}, ...draft }
}

/** A small text file to attach; its key as above. */
export function fileDraft(title: string, draft: Partial<AttachmentDraft> = {}): AttachmentDraft {
  const keyed = { key: crypto.randomUUID(), uncertain: false, since: 0 }
  return { ...keyed, title, base64: btoa('content'), options: {}, ...draft }
}

/** A change of nothing but what is given. */
export function issueChange(change: Partial<IssueChange>): IssueChange {
  return { key: crypto.randomUUID(), options: {}, ...change }
}
