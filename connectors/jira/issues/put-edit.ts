import { editIssue } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { refusedFields } from '../errors.ts'
import type { JiraAccount } from '../login/account.ts'
import type { Edit } from './edit.ts'

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
