import { dueDateOf } from '../../../src/domain/due-date.ts'
import type { FieldForms, RemoteIssue } from '../../../src/domain/issue.ts'
import type { IssueDraft } from '../../../src/domain/writes.ts'
import { refOf } from '../events/events.ts'
import type { JiraOptions } from '../fields/options.ts'
import { priorityOf, usualPriority } from '../fields/priority.ts'
import type { CreateScreen } from '../fields/screens.ts'
import { type JiraAccount, pageOf } from '../login/account.ts'
import { descriptionOf, summaryOf } from '../text/text.ts'
import { formsIn } from './edit.ts'

/** The forms of what is filed: without a priority, an issue has the project's own. */
export function formsOn(
  { dialect }: JiraAccount,
  screen: CreateScreen,
  fields: Readonly<Record<string, unknown>>,
): FieldForms {
  return { severity: usualPriority(screen), dueDate: '', ...formsIn({ fields }, dialect) }
}

/** An issue that an earlier try filed, as that try wrote it. */
export async function asFound(
  account: JiraAccount,
  found: { id: string; key: string },
  draft: IssueDraft,
  { options, screen, signal }: { options: JiraOptions; screen: CreateScreen; signal: AbortSignal },
): Promise<RemoteIssue> {
  const { title, severity, dueDate } = draft
  const { document, cut } = descriptionOf(draft, account.dialect)
  const priority = priorityOf(options, severity)
  const forms = formsOn(account, screen, {
    ...{ summary: summaryOf(title), description: document, duedate: dueDateOf(dueDate) },
    ...(priority && { priority: { name: priority } }),
  })
  return remoteIssue(account, found, { cut, forms }, signal)
}

/** The issue after it was filed. */
export async function remoteIssue(
  account: JiraAccount,
  { id, key }: { id: string; key: string },
  written: { cut: boolean; forms: FieldForms; assignee?: string; dropped?: readonly string[] },
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const { cut, forms, assignee = '', dropped = [] } = written
  const place = { ...refOf({ id, key }), url: await pageOf(account, { key }, signal) }
  const people = { assignees: assignee ? [assignee] : [], assigned: assignee }
  return { ...place, ...people, forms, cut, dropped, state: null, at: null }
}
