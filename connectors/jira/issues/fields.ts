import { getIssue } from 'jira.js/cloud'
import { z } from 'zod'
import { dueDateOf } from '../../../src/domain/due-date.ts'
import type { Severity } from '../../../src/domain/finding.ts'
import type { FieldForms, IssueFields, RemoteRef, ValueForms } from '../../../src/domain/issue.ts'
import type { AskedFields } from '../../connector.ts'
import { readAnswer } from '../../kit/answer.ts'
import { refOf } from '../events/events.ts'
import { id } from '../events/schema.ts'
import { findAssignee } from '../fields/assignee.ts'
import { optionsOf } from '../fields/options.ts'
import { priorityOf, usualPriority } from '../fields/priority.ts'
import type { JiraAccount } from '../login/account.ts'
import { bodyForm, descriptionOf, summaryOf } from '../text/text.ts'

const Current = z.object({
  id,
  key: z.string(),
  fields: z.object({
    summary: z.string().nullish(),
    description: z.unknown(),
    priority: z.object({ name: z.string() }).nullish().catch(null),
    duedate: z.string().nullish().catch(null),
    assignee: z.object({ accountId: z.string() }).nullish().catch(null),
  }),
})

/** Returns the issue's values of the fields that people may own. */
export async function readFields(
  account: JiraAccount,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<IssueFields> {
  const answer = await getIssue(account.api(signal), {
    issueIdOrKey: issue.id,
    fields: ['summary', 'description', 'priority', 'duedate', 'assignee'],
  })
  const { fields, ...place } = readAnswer(Current, answer, `Jira's answer about ${issue.key}`)
  const { summary, description, priority, duedate, assignee } = fields
  return {
    issue: refOf(place),
    forms: {
      title: summary ?? '',
      body: bodyForm(description),
      severity: priority?.name ?? '',
      dueDate: duedate ?? '',
    },
    assignees: assignee ? [assignee.accountId] : [],
  }
}

/** The form that values would have in Jira. A date that is none has no form. */
export async function formsOf(
  account: JiraAccount,
  issue: RemoteRef,
  { values, options }: AskedFields,
  signal: AbortSignal,
): Promise<ValueForms> {
  const { title, body, footer, severity, dueDate, assignee } = values
  const text = body === undefined ? null : descriptionOf({ body, footer }, account.dialect)
  const due = dueDate && dueDateOf(dueDate)
  const person = assignee && (await findAssignee(account.api, issue.target, assignee, signal))
  const priority =
    severity === undefined
      ? undefined
      : await priorityFor(account, issue, { severity, options }, signal)
  const forms: FieldForms = {
    ...(title !== undefined && { title: summaryOf(title) }),
    ...(text && { body: bodyForm(account.dialect.asKept(text.document)) }),
    ...(priority !== undefined && { severity: priority }),
    ...(typeof due === 'string' && { dueDate: due }),
  }
  return {
    forms,
    ...(assignee !== undefined && { assignee: person ?? '' }),
    cut: text?.cut ?? false,
  }
}

/** The priority for a severity; without a severity, the priority that Jira gave the issue. */
async function priorityFor(
  account: JiraAccount,
  { target }: RemoteRef,
  { severity, options: given }: { severity: Severity | null } & Pick<AskedFields, 'options'>,
  signal: AbortSignal,
): Promise<string> {
  const options = optionsOf(given)
  const name = priorityOf(options, severity)
  if (name) return name
  return usualPriority(await account.screen(target, options.issueType ?? account.issueType, signal))
}
