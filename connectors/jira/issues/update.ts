import { getIssue } from 'jira.js/cloud'
import type { IssueChange, RemoteIssue, RemoteRef } from '../../../src/domain/issue.ts'
import { readAnswer } from '../../kit/answer.ts'
import { Issue, issueEvent, issueFields } from '../events/events.ts'
import { findReassigned } from '../fields/assignee.ts'
import { optionsOf } from '../fields/options.ts'
import type { JiraAccount } from '../login/account.ts'
import { runWorkflow } from '../status/workflow.ts'
import { type Current, editOf, isEmpty, putEdit } from './edit.ts'

/**
 * Makes the issue match `change`: one GET, one PUT for texts, labels, priority and assignee where any of them is to
 * change, and one transition for the state, or as many as the workflow needs. An assignee's address is looked up before.
 */
export async function updateIssue(
  account: JiraAccount,
  ref: RemoteRef,
  change: IssueChange,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const found = await getIssue(account.api(signal), {
    issueIdOrKey: ref.id,
    fields: [...issueFields, 'description', 'priority', 'duedate'],
    ...(change.state && { expand: 'transitions.fields' }),
  })
  const before = issueEvent(
    await account.site(signal),
    readAnswer(Issue, found, `Jira's answer about ${ref.key}`),
  )
  const person =
    change.assignee && (await findReassigned(account.api, before, change.assignee, signal))
  const edit = editOf(found.fields as Current, change, person?.isNew ? person.id : null)
  const isExtra = change.state !== undefined
  const put = () => putEdit(account, ref, edit, { isExtra, signal })
  const isOpening = change.state?.status === 'open'
  // Many workflows forbid editing what is closed.
  const early = isOpening ? null : await put()
  const { transitions } = found
  const options = optionsOf(change.options)
  const written =
    change.state &&
    (await runWorkflow(account, { from: before, to: change.state, transitions, options, signal }))
  const { taken, dropped } = early ?? (await put())
  const isSame = isEmpty(edit) && (!written || written === before.state)
  const isAssigned = person && (!person.isNew || 'assignee' in taken.fields)
  return {
    ...before.issue,
    url: before.url,
    assignee: isAssigned ? person.id : before.assignee,
    ...(isAssigned && { assigned: person.id }),
    cut: edit.cut,
    dropped,
    state: written ?? before.state,
    ...(written && written !== before.state && { written }),
    at: isSame ? before.at : null,
  }
}
