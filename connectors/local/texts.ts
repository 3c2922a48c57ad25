import type { AssigneeDraft, IssueChange, IssueDraft } from '../../src/domain/issue.ts'
import { labelsToWrite } from '../../src/domain/ownership.ts'
import { plainDialect } from '../../src/text/dialect.ts'
import { labelText, oneLine, truncate } from '../../src/text/truncate.ts'
import type { IssueEdits } from './edits.ts'

/** A body or a comment may have this many characters; the rest is cut. */
export const bodyLimit = 1_000_000
const titleLimit = 256
const labelLimit = 100

/** A body or a comment as it is stored, and whether it had to be cut. */
export function shorten(markdown: string) {
  const note = 'The text was too long and was cut here.'
  return truncate(markdown, bodyLimit, { note, dialect: plainDialect })
}

/** A title or a person's name as it is stored: one line. */
export function titleText(text: string): string {
  return oneLine(text, titleLimit)
}

/** A file's name as it is stored: the last part of a path, without what a file system or a terminal misreads. */
export function fileName(title: string): string {
  const last = title.toWellFormed().split(/[\\/]/).at(-1) ?? ''
  const name = last.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').replace(/^[.\s]+/, '')
  return oneLine(name, titleLimit) || 'attachment'
}

/** Labels as they are stored: one line each, none empty, none twice. */
export function labelTexts(labels: readonly string[] = []): string[] {
  return [...new Set(labels.map((label) => labelText(label, labelLimit)))].filter(Boolean)
}

/** What a draft says in a few words. */
export function textsOf({ title, labels, assignee }: IssueDraft) {
  return { title: titleText(title), labels: labelTexts(labels), assignee: nameOf(assignee) }
}

/** An assignee as it is stored, empty for nobody. */
export function nameOf(assignee: AssigneeDraft | null): string {
  if (!assignee) return ''
  return titleText(assignee.mapped || assignee.username || assignee.email)
}

/** The change as this tracker stores texts: `was` is cut like the text it stands for. */
export function editsFrom(change: IssueChange): IssueEdits {
  const both = <T>(of: { was: T; now: T } | undefined, stored: (value: T) => string) =>
    of && { was: stored(of.was), now: stored(of.now) }
  const { addLabels: add = [], removeLabels: remove = [] } = change
  const labels = labelsToWrite({ add, remove }, labelTexts)
  return {
    state: change.state,
    keepsReason: true,
    title: both(change.title, titleText),
    body: both(change.body, (text) => shorten(text).text),
    assignee: both(change.assignee, nameOf),
    addLabels: labels.add,
    removeLabels: labels.remove,
  }
}
