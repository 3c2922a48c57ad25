import type { FieldForms, ValueForms } from '../../../src/domain/issue.ts'
import { labelsToWrite } from '../../../src/domain/ownership.ts'
import type {
  AssigneeDraft,
  FieldValues,
  IssueChange,
  IssueDraft,
} from '../../../src/domain/writes.ts'
import { plainDialect } from '../../../src/text/dialect.ts'
import { labelText, oneLine, truncate } from '../../../src/text/truncate.ts'
import { textForms } from '../../kit/text-forms.ts'
import type { IssueEdits } from './edits.ts'

/** A body or a comment may have this many characters; the rest is cut. */
export const bodyLimit = 1_000_000
const titleLimit = 256
const labelLimit = 100

/** Returns a body or a comment as it is stored, and whether it was cut; `footer` is never cut. */
export function shorten(markdown: string, footer?: string) {
  const note = 'The text was too long and was cut here.'
  return truncate(markdown, bodyLimit, { note, dialect: plainDialect, footer })
}

/** Returns a title or a person's name as it is stored: one line. */
export function titleText(text: string): string {
  return oneLine(text, titleLimit)
}

/**
 * Returns a file's name as it is stored: the last part of a path, without characters that a file
 * system or a terminal misreads.
 */
export function fileName(title: string): string {
  const last = title.toWellFormed().split(/[\\/]/).at(-1) ?? ''
  const name = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').replace(/^[.\s]+/, '')
  return oneLine(name, titleLimit) || 'attachment'
}

/** Returns labels as they are stored: one line each, none empty, none twice. */
export function labelTexts(labels: readonly string[] = []): string[] {
  return [...new Set(labels.map((label) => labelText(label, labelLimit)))].filter(Boolean)
}

/** Returns a draft with its texts' forms as it is stored. */
export function newIssueOf({ key, labels, assignee }: IssueDraft, { title, body }: FieldForms) {
  const texts = { title: title ?? '', body: body ?? '' }
  return { key, ...texts, labels: labelTexts(labels), assignee: nameOf(assignee) }
}

/** Returns an assignee as it is stored, or an empty text if there is none. */
function nameOf(assignee: AssigneeDraft | null): string {
  if (!assignee) return ''
  return titleText(assignee.mapped || assignee.username || assignee.email)
}

/** Returns the forms of values. */
export function formsOf(values: FieldValues): ValueForms {
  const { assignee } = values
  const texts = textForms(values, { title: titleText, body: shorten })
  return { ...texts, ...(assignee !== undefined && { assignee: nameOf(assignee) }) }
}

/** Returns the change, with its texts' forms, as this tracker stores it. */
export function editsFrom(change: IssueChange, forms: FieldForms): IssueEdits {
  const { addLabels: add = [], removeLabels: remove = [], assignees } = change
  const labels = labelsToWrite({ add, remove }, labelTexts)
  return {
    state: change.state,
    keepsReason: true,
    ...forms,
    ...(assignees && { assignee: assignees[0] ?? '' }),
    addLabels: labels.add,
    removeLabels: labels.remove,
  }
}
