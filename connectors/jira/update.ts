import { editIssue, getIssue } from 'jira.js/cloud'
import type { IssueChange, RemoteIssue, RemoteRef } from '../../src/core/issue.ts'
import type { JiraAccount } from './account.ts'
import { refusedFields } from './errors.ts'
import { Issue, issueEvent, issueFields } from './events.ts'
import { optionsOf } from './options.ts'
import { priorityOf } from './priority.ts'
import { descriptionOf, labelsOf, newDescription, summaryOf } from './text.ts'
import { walk } from './workflow.ts'

/** What we read of an issue before it is changed. */
interface Current {
  readonly summary?: string | null
  readonly description?: unknown
  readonly priority?: { readonly name?: string } | null
}

/** What a PUT says: fields to set, and labels to add and remove. */
interface Edit {
  readonly fields: Readonly<Record<string, unknown>>
  readonly update: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
}

/**
 * Makes the issue match `change`: one GET, one PUT for texts, labels and priority where any of them is to change, and one
 * transition for the state, or as many as the workflow needs.
 */
export async function updateIssue(
  account: JiraAccount,
  ref: RemoteRef,
  change: IssueChange,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const found = await getIssue(account.api(signal), {
    issueIdOrKey: ref.id,
    fields: [...issueFields, 'description', 'priority'],
    ...(change.state && { expand: 'transitions.fields' }),
  })
  const before = issueEvent(await account.site(signal), Issue.parse(found))
  const edit = editOf(found.fields as Current, change)
  const isEdited = Object.keys({ ...edit.fields, ...edit.update }).length > 0
  const put = () => (isEdited ? edited(account, ref, edit, signal) : undefined)
  // Many workflows let nobody edit what is closed.
  if (change.state?.status !== 'open') await put()
  const { transitions } = found
  const options = optionsOf(change.options)
  const written =
    change.state &&
    (await walk(account, { from: before, to: change.state, transitions, options, signal }))
  if (change.state?.status === 'open') await put()
  const isSame = !isEdited && (!written || written === before.state)
  return {
    id: ref.id,
    key: before.issue.key,
    url: before.url,
    assignee: before.assignee,
    cut: isCut(found.fields as Current, edit, change),
    state: written ?? before.state,
    ...(written && written !== before.state && { written }),
    at: isSame ? before.at : null,
  }
}

function editOf(current: Current, change: IssueChange): Edit {
  const { title, body, severity, addLabels = [], removeLabels = [] } = change
  const options = optionsOf(change.options)
  const summary =
    title && current.summary === summaryOf(title.was) && summaryOf(title.now) !== current.summary
      ? summaryOf(title.now)
      : null
  const description = body ? newDescription(current.description, body.was, body.now) : null
  const priority = severity && priorityOf(options, severity.now)
  const isOurs = severity && current.priority?.name === priorityOf(options, severity.was)
  const labels = [
    ...labelsOf(addLabels).map((add) => ({ add })),
    ...labelsOf(removeLabels).map((remove) => ({ remove })),
  ]
  return {
    fields: {
      ...(summary && { summary }),
      ...(description && { description }),
      ...(priority && isOurs && { priority: { name: priority } }),
    },
    update: labels.length > 0 ? { labels } : {},
  }
}

/** Writes it; once more without labels or priority where the project has no place for them. */
async function edited(account: JiraAccount, { id }: RemoteRef, edit: Edit, signal: AbortSignal) {
  const put = ({ fields, update }: Edit) =>
    editIssue(account.api(signal), {
      issueIdOrKey: id,
      fields: { ...fields },
      update: { ...update },
    })
  await put(edit).catch((error) => {
    const refused = Object.keys(refusedFields(error))
    const optional = ['labels', 'priority']
    if (refused.length === 0 || refused.some((field) => !optional.includes(field))) throw error
    account.warn('Jira does not take these fields of an issue', { fields: refused })
    const left = { fields: without(edit.fields, refused), update: without(edit.update, refused) }
    return Object.keys({ ...left.fields, ...left.update }).length > 0 ? put(left) : undefined
  })
}

function without<T>(record: Readonly<Record<string, T>>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}

/** Whether the new body is there, or is written now, and did not fit. */
function isCut(current: Current, { fields }: Edit, { body }: IssueChange): boolean {
  if (!body || !descriptionOf(body.now, []).cut) return false
  return 'description' in fields || newDescription(current.description, body.now, '') !== null
}
