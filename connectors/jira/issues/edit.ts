import { editIssue } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { IssueChange, RemoteRef, TextChange } from '../../../src/domain/issue.ts'
import { labelsToWrite, valueToWrite } from '../../../src/domain/ownership.ts'
import { refusedFields } from '../errors.ts'
import { dueDateOf } from '../fields/due-date.ts'
import { optionsOf } from '../fields/options.ts'
import { priorityOf } from '../fields/priority.ts'
import type { JiraAccount } from '../login/account.ts'
import { labelsOf, newDescription, summaryOf } from '../text/text.ts'

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
 * if `assignee` says whom, empty for no person.
 */
export function editOf(current: Current, change: IssueChange, assignee: string | null): Edit {
  const { title, body, severity, addLabels = [], removeLabels = [] } = change
  const options = optionsOf(change.options)
  const summary =
    title &&
    valueToWrite({
      last: summaryOf(title.was),
      has: current.summary ?? '',
      wanted: summaryOf(title.now),
    })
  const description = body ? newDescription(current.description, body.was, body.now) : null
  const priority =
    severity &&
    valueToWrite({
      last: priorityOf(options, severity.was),
      has: current.priority?.name ?? null,
      wanted: priorityOf(options, severity.now),
    })
  const dueDate = change.dueDate && newDueDate(current.duedate, change.dueDate)
  const named = labelsToWrite({ add: addLabels, remove: removeLabels }, labelsOf)
  const labels = [
    ...named.add.map((add) => ({ add })),
    ...named.remove.map((remove) => ({ remove })),
  ]
  return {
    fields: {
      ...(summary && { summary: summary.value }),
      ...(description?.document && { description: description.document }),
      ...(priority?.value && { priority: { name: priority.value } }),
      ...(dueDate?.value && { duedate: dueDate.value }),
      ...(assignee !== null && { assignee: assignee ? { id: assignee } : null }),
    },
    update: labels.length > 0 ? { labels } : {},
    cut: description?.cut ?? false,
  }
}

function newDueDate(current: string | null | undefined, { was, now }: TextChange) {
  return valueToWrite({ last: dueDateOf(was), has: current ?? null, wanted: dueDateOf(now) })
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
