import type { Db } from '../../../db/store.ts'
import type { Reason } from '../../../src/domain/issue.ts'
import { addComment, deleteComment, editComment } from '../store/parts.ts'
import type { FullIssue } from '../store/reads.ts'
import { changeIssue } from '../store/store.ts'
import { bodyLimit, labelTexts, titleText } from '../store/texts.ts'
import type { FormProblem } from './views/forms.ts'

/** What a form wrote with: the store, the time, the issue as it was, and the fields as they were sent. */
export interface Submission {
  readonly db: Db
  readonly at: number
  readonly full: FullIssue
  /** A field's text with plain line breaks; undefined if the form has no such field. */
  readonly field: (name: string) => string | undefined
  /** The id of the comment; empty if the form is not about one. */
  readonly comment: string
}

/** The result of a form: the place on the page to go to, the problem, or null if the thing does not exist. */
export type Outcome = { readonly anchor: string } | FormProblem | null

/** Who a person is here: the log-in has no names. */
const person = 'admin'
const reasons: readonly Reason[] = ['completed', 'not_planned', 'duplicate']

/** Adds a person's comment. */
export async function comment({ db, at, full, field }: Submission): Promise<Outcome> {
  const body = field('body') ?? ''
  const problem = problemWith(body)
  if (problem) return { form: 'comment', message: problem, text: body }
  const id = await addComment(db, full.issue.id, { key: null, author: person, body }, at)
  return { anchor: `#comment-${id}` }
}

/** Gives a comment another text. */
export async function rewrite({ db, at, full, field, comment: id }: Submission): Promise<Outcome> {
  if (!hasComment(full, id)) return null
  const body = field('body') ?? ''
  const problem = problemWith(body)
  if (problem) return { form: id, message: problem, text: body }
  await editComment(db, full.issue.id, id, body, at)
  return { anchor: `#comment-${id}` }
}

/** Deletes a comment. */
export async function remove({ db, at, full, comment: id }: Submission): Promise<Outcome> {
  if (!hasComment(full, id)) return null
  await deleteComment(db, full.issue.id, id, at)
  return { anchor: '' }
}

/** Closes the issue for the reason chosen. */
export async function close({ db, at, full, field }: Submission): Promise<Outcome> {
  const reason = reasons.find((known) => known === field('reason'))
  if (!reason) return { form: 'close', message: 'Choose why the issue is closed.', text: '' }
  await changeIssue(db, full.issue.id, { state: { status: 'closed', reason } }, { at })
  return { anchor: '' }
}

/** Opens the issue again. */
export async function reopen({ db, at, full }: Submission): Promise<Outcome> {
  await changeIssue(db, full.issue.id, { state: { status: 'open', reason: null } }, { at })
  return { anchor: '' }
}

/** Changes title, text, assignee and labels; a field that was not sent stays as it is. */
export async function edit({ db, at, full: { issue }, field }: Submission): Promise<Outcome> {
  const title = titleText(field('title') ?? issue.title)
  const body = field('body') ?? issue.body
  const labels = labelTexts(field('labels')?.split('\n') ?? issue.labels)
  const problem = title ? tooLong(body) : 'The issue needs a title.'
  if (problem) return { form: 'edit', message: problem, text: body }
  const edits = {
    title,
    // Browsers send other line breaks than they got: that alone is no edit.
    body: plainBreaks(issue.body) === body ? issue.body : body,
    assignee: titleText(field('assignee') ?? issue.assignee),
    addLabels: labels,
    removeLabels: issue.labels.filter((label) => !labels.includes(label)),
  }
  await changeIssue(db, issue.id, edits, { at })
  return { anchor: '' }
}

/** The text with line feeds for all its line breaks. */
export function plainBreaks(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}

function hasComment(full: FullIssue, id: string): boolean {
  return full.comments.some((comment) => comment.id === id)
}

function problemWith(body: string): string | null {
  return body.trim() ? tooLong(body) : 'The comment is empty: write something first.'
}

function tooLong(body: string): string | null {
  if (body.length <= bodyLimit) return null
  return `The text is too long: at most ${bodyLimit.toLocaleString('en')} characters fit.`
}
