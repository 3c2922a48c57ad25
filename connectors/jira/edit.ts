import { editIssue } from 'jira.js/cloud'
import type { IssueChange, RemoteRef, TextChange } from '../../src/domain/issue.ts'
import type { JiraAccount } from './account.ts'
import { dueDateOf } from './due-date.ts'
import { refusedFields } from './errors.ts'
import { optionsOf } from './options.ts'
import { priorityOf } from './priority.ts'
import { labelsOf, newDescription, summaryOf } from './text.ts'

/** What we read of an issue before it is changed. */
export interface Current {
  readonly summary?: string | null
  readonly description?: unknown
  readonly priority?: { readonly name?: string } | null
  readonly duedate?: string | null
}

/** What a PUT says: fields to set, and labels to add and remove. */
export interface Edit {
  readonly fields: Readonly<Record<string, unknown>>
  readonly update: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
  /** Whether the new description is there, or is written now, and did not fit. */
  readonly cut: boolean
}

/**
 * Texts, priority and due date where Jira still has what we wrote last, labels, and the assignee where `assignee` says whom: empty
 * for nobody. Nothing where nothing is to change.
 */
export function editOf(current: Current, change: IssueChange, assignee: string | null): Edit {
  const { title, body, severity, addLabels = [], removeLabels = [] } = change
  const options = optionsOf(change.options)
  const summary =
    title && current.summary === summaryOf(title.was) && summaryOf(title.now) !== current.summary
      ? summaryOf(title.now)
      : null
  const description = body ? newDescription(current.description, body.was, body.now) : null
  const priority = severity && priorityOf(options, severity.now)
  const isOurs = severity && current.priority?.name === priorityOf(options, severity.was)
  const dueDate = change.dueDate && newDueDate(current.duedate, change.dueDate)
  const labels = [
    ...labelsOf(addLabels).map((add) => ({ add })),
    ...labelsOf(removeLabels).map((remove) => ({ remove })),
  ]
  return {
    fields: {
      ...(summary && { summary }),
      ...(description?.document && { description: description.document }),
      ...(priority && isOurs && { priority: { name: priority } }),
      ...(dueDate && { duedate: dueDate }),
      ...(assignee !== null && { assignee: assignee ? { id: assignee } : null }),
    },
    update: labels.length > 0 ? { labels } : {},
    cut: description?.cut ?? false,
  }
}

/** The day to write; null if Jira has it already, or has one that a person set. */
function newDueDate(current: string | null | undefined, { was, now }: TextChange): string | null {
  const day = dueDateOf(now)
  const isOurs = (current ?? null) === dueDateOf(was)
  return isOurs && day !== dueDateOf(was) ? day : null
}

/** What an issue can do without. */
const optional = ['labels', 'priority', 'assignee', 'duedate']

/**
 * Writes it and answers what was taken: once more without labels, priority, assignee or due date where Jira refuses them, as the
 * project has no place for them or the person may not be assigned.
 */
export async function putEdit(
  account: JiraAccount,
  { id }: RemoteRef,
  edit: Edit,
  signal: AbortSignal,
): Promise<Edit> {
  const put = async ({ fields, update }: Edit) => {
    const sent = { fields: { ...fields }, update: { ...update } }
    await editIssue(account.api(signal), { issueIdOrKey: id, ...sent })
  }
  if (isEmpty(edit)) return edit
  const refused = await put(edit).then(() => [], optionalIn)
  if (refused.length === 0) return edit
  account.warn('Jira does not take these fields of an issue', { fields: refused })
  const left = {
    ...edit,
    fields: without(edit.fields, refused),
    update: without(edit.update, refused),
  }
  if (!isEmpty(left)) await put(left)
  return left
}

/** Whether there is nothing to write. */
export function isEmpty({ fields, update }: Edit): boolean {
  return Object.keys({ ...fields, ...update }).length === 0
}

/** The fields that Jira refused; throws the refusal where it was of anything that an issue cannot do without. */
function optionalIn(error: unknown): string[] {
  const refused = Object.keys(refusedFields(error))
  if (refused.length === 0 || refused.some((field) => !optional.includes(field))) throw error
  return refused
}

function without<T>(record: Readonly<Record<string, T>>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}
