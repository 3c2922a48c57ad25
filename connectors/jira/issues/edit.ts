import { dueDateOf } from '../../../src/domain/due-date.ts'
import type { FieldForms } from '../../../src/domain/issue.ts'
import { labelsToWrite } from '../../../src/domain/ownership.ts'
import type { IssueChange } from '../../../src/domain/writes.ts'
import type { AdfDocument } from '../adf/document.ts'
import type { Dialect } from '../dialect/dialect.ts'
import { optionsOf } from '../fields/options.ts'
import { priorityOf } from '../fields/priority.ts'
import { bodyForm, descriptionOf, labelsOf, summaryOf } from '../text/text.ts'

/** What a PUT says: fields to set, and labels to add and remove. */
export interface Edit {
  readonly fields: Readonly<Record<string, unknown>>
  readonly update: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
  /** Whether the new description did not fit. */
  readonly cut: boolean
}

/** What to write of a change, but for its state. */
export function editOf(change: IssueChange, dialect: Dialect): Edit {
  const { title, body, severity, dueDate, assignees, addLabels = [], removeLabels = [] } = change
  const text = body === undefined ? null : descriptionOf({ ...change, body }, dialect)
  const [assignee] = assignees ?? []
  const named = labelsToWrite({ add: addLabels, remove: removeLabels }, labelsOf)
  const labels = [
    ...named.add.map((add) => ({ add })),
    ...named.remove.map((remove) => ({ remove })),
  ]
  return {
    fields: {
      ...(title !== undefined && { summary: summaryOf(title) }),
      ...(text && { description: text.document }),
      ...(severity && { priority: { name: priorityOf(optionsOf(change.options), severity) } }),
      ...(dueDate !== undefined && { duedate: dueDateOf(dueDate) }),
      ...(assignees && { assignee: assignee ? { id: assignee } : null }),
    },
    update: labels.length > 0 ? { labels } : {},
    cut: text?.cut ?? false,
  }
}

/** The forms of the fields that are written. */
export function formsIn({ fields }: Pick<Edit, 'fields'>, dialect: Dialect): FieldForms {
  const { summary, description, priority, duedate } = fields
  return {
    ...(typeof summary === 'string' && { title: summary }),
    ...(description !== undefined && {
      body: bodyForm(dialect.asKept(description as AdfDocument)),
    }),
    ...(priority !== undefined && { severity: (priority as { name: string }).name }),
    ...(duedate !== undefined && { dueDate: (duedate as string | null) ?? '' }),
  }
}
