import { editIssue } from 'jira.js/cloud'
import { TrackerError } from '../../src/domain/errors.ts'
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
 * What to write: texts, priority and due date if Jira still has what we wrote last, labels, and the assignee
 * if `assignee` says whom, empty for nobody.
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

/** What an edit came to: what Jira took, and what it refused, in words. */
export interface Edited {
  readonly taken: Edit
  readonly dropped: readonly string[]
}

/** Fields that an issue can do without. */
const optional = ['labels', 'priority', 'assignee', 'duedate']

/**
 * Writes the edit, and once more without the fields that Jira refuses: the screen has no place for them, or
 * the person may not be assigned. Throws the refusal of a text, unless `isExtra`: then something else is to
 * be written, which must not wait for it.
 */
export async function putEdit(
  account: JiraAccount,
  { id }: RemoteRef,
  edit: Edit,
  { isExtra, signal }: { isExtra: boolean; signal: AbortSignal },
): Promise<Edited> {
  if (isEmpty(edit)) return { taken: edit, dropped: [] }
  const put = async ({ fields, update }: Edit) => {
    const sent = { fields: { ...fields }, update: { ...update } }
    await editIssue(account.api(signal), { issueIdOrKey: id, ...sent })
  }
  const refused = await put(edit).then(
    () => ({}),
    (error) => refusedIn(edit, error, isExtra),
  )
  const names = Object.keys(refused)
  if (names.length === 0) return { taken: edit, dropped: [] }
  account.warn('Jira does not take these fields of an issue', { fields: names })
  const left = {
    ...edit,
    fields: without(edit.fields, names),
    update: without(edit.update, names),
  }
  if (!isEmpty(left)) await put(left)
  return { taken: left, dropped: Object.entries(refused).map(([name, why]) => `${name}: ${why}`) }
}

/** Whether there is nothing to write. */
export function isEmpty({ fields, update }: Edit): boolean {
  return Object.keys({ ...fields, ...update }).length === 0
}

/** What Jira refused, with its words. Throws the refusal if it was of anything that cannot be left out. */
function refusedIn(edit: Edit, error: unknown, isExtra: boolean): Record<string, string> {
  const refused = refusedFields(error)
  const names = Object.keys(refused)
  const all = Object.keys({ ...edit.fields, ...edit.update })
  const mayBeLeft = isExtra ? all : optional
  if (names.length > 0 && names.every((name) => mayBeLeft.includes(name))) return { ...refused }
  const isRefusal = error instanceof TrackerError && ['rejected', 'forbidden'].includes(error.kind)
  if (!isExtra || !isRefusal) throw error
  return Object.fromEntries(all.map((name) => [name, error.message]))
}

function without<T>(record: Readonly<Record<string, T>>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}
