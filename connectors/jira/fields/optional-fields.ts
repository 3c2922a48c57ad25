import { dueDateOf } from '../../../src/domain/due-date.ts'
import type { IssueDraft } from '../../../src/domain/writes.ts'
import { oneLine } from '../../../src/text/truncate.ts'
import type { JiraAccount } from '../login/account.ts'
import { markedLabels } from '../text/text.ts'
import { findAssignee } from './assignee.ts'
import type { JiraOptions } from './options.ts'
import { priorityOf } from './priority.ts'
import type { CreateScreen } from './screens.ts'

/** A field that an issue can do without. */
export interface OptionalField {
  readonly id: string
  /** Null if there is nothing that Jira would take. */
  readonly value: unknown
  /** What the description says of it if it is not set; empty for nothing. */
  readonly note: string
}

/** The fields of a draft that the project may have no place for. */
export async function optionalFields(
  account: JiraAccount,
  target: string,
  draft: IssueDraft,
  { options, screen, signal }: { options: JiraOptions; screen: CreateScreen; signal: AbortSignal },
): Promise<OptionalField[]> {
  const { assignee, dueDate, labels, key } = draft
  const priority = priorityOf(options, draft.severity)
  const fields: OptionalField[] = [
    {
      id: 'labels',
      value: markedLabels(labels, key),
      note: labels.length > 0 ? `labels ${labels.join(', ')}` : '',
    },
  ]
  if (priority)
    fields.push({ id: 'priority', value: { name: priority }, note: `priority ${priority}` })
  if (dueDate)
    fields.push({ id: 'duedate', value: dueDateOf(dueDate), note: `due date ${dueDate}` })
  if (assignee) {
    const id = screen.fields.has('assignee')
      ? await findAssignee(account.api, target, assignee, signal)
      : null
    const who = assignee.email || assignee.username
    fields.push({ id: 'assignee', value: id && { id }, note: `assignee ${who}` })
  }
  return fields.map((field) => ({ ...field, note: oneLine(field.note, 200) }))
}

/** Whether the screen has the field and, if it gives choices by name, this one. */
export function isAccepted({ fields }: CreateScreen, { id, value }: OptionalField): boolean {
  const field = fields.get(id)
  if (!field || value === null) return false
  const { name } = value as { name?: unknown }
  return typeof name !== 'string' || (field.choices?.includes(name) ?? true)
}
