import { getIssue } from 'jira.js/cloud'
import type { RemoteIssue, RemoteRef } from '../../../src/domain/issue.ts'
import type { IssueChange } from '../../../src/domain/writes.ts'
import { readAnswer } from '../../kit/answer.ts'
import { issueEvent, issueFields } from '../events/events.ts'
import { Issue } from '../events/schema.ts'
import { optionsOf } from '../fields/options.ts'
import { type JiraAccount, pageOf } from '../login/account.ts'
import { runWorkflow } from '../status/workflow.ts'
import { editOf, formsIn } from './edit.ts'
import { type Edited, isEmpty, putEdit } from './put-edit.ts'

/**
 * Writes `change`: one PUT for texts, labels, priority, due date and assignee. A state costs one GET and one
 * transition, or as many as the route names.
 */
export async function updateIssue(
  account: JiraAccount,
  ref: RemoteRef,
  change: IssueChange,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const edit = editOf(change, account.dialect)
  const isExtra = change.state !== undefined
  const put = () => putEdit(account, ref, edit, { isExtra, signal })
  if (change.state)
    return withState(account, ref, { ...change, state: change.state }, { put, signal })
  const page = { ...ref, url: await pageOf(account, ref, signal) }
  return { ...page, ...whatWas(account, await put()), state: null, at: null }
}

interface Steps {
  put(): Promise<Edited>
  readonly signal: AbortSignal
}

async function withState(
  account: JiraAccount,
  ref: RemoteRef,
  { state, options: given }: IssueChange & Required<Pick<IssueChange, 'state'>>,
  { put, signal }: Steps,
): Promise<RemoteIssue> {
  const found = await getIssue(account.api(signal), {
    issueIdOrKey: ref.id,
    fields: issueFields,
    expand: 'transitions.fields',
  })
  const read = readAnswer(Issue, found, `Jira's answer about ${ref.key}`)
  const before = issueEvent(await account.site(signal), read)
  // Many workflows forbid editing what is closed.
  const early = state.status === 'open' ? null : await put()
  const { transitions } = found
  const options = optionsOf(given)
  const run = { from: before, to: state, transitions, options, signal }
  const written = await runWorkflow(account, run)
  const edited = early ?? (await put())
  const isSame = isEmpty(edited.taken) && written === before.state
  return {
    ...{ ...before.issue, url: before.url },
    assignees: before.assignee ? [before.assignee] : [],
    ...whatWas(account, edited),
    state: written,
    ...(written !== before.state && { written }),
    at: isSame ? before.at : null,
  }
}

/** What was written of the fields, and what was not. */
function whatWas({ dialect }: JiraAccount, { taken, dropped }: Edited) {
  const { assignee } = taken.fields as { assignee?: { id: string } | null }
  return {
    cut: taken.cut,
    dropped,
    forms: formsIn(taken, dialect),
    ...(assignee !== undefined && { assignees: assignee ? [assignee.id] : [] }),
  }
}
