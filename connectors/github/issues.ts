import type { Octokit } from '@octokit/rest'
import type { IssueChange, IssueDraft, RemoteIssue, RemoteRef } from '../../src/core/issue.ts'
import { addressOf, repoOf } from './calls.ts'
import { isAbout } from './errors.ts'
import { stateOf } from './events.ts'
import { assigneesOf, bodyOf, labelsOf, statePatch, textPatch, titleOf } from './fields.ts'
import { findIssue } from './find.ts'
import { changeLabels } from './labels.ts'

/** What we read of an issue as GitHub answers it. */
interface ApiIssue {
  readonly id: number
  readonly number: number
  readonly html_url: string
  readonly assignees?: readonly { readonly login: string }[] | null
  readonly state: string
  readonly state_reason?: string | null | undefined
  readonly updated_at: string
}

/**
 * Files the issue with one POST; in doubt it looks for the key first. An assignee GitHub refuses
 * is left out.
 */
export async function createIssue(
  client: Octokit,
  target: string,
  draft: IssueDraft,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const body = bodyOf(draft.body, draft.key)
  const found = draft.uncertain ? await findIssue(client, target, draft, signal) : null
  if (found) return remoteIssue(found, body.cut)
  const issue = {
    ...repoOf(target, signal),
    title: titleOf(draft.title),
    body: body.text,
    labels: labelsOf(draft.labels),
  }
  const assignees = assigneesOf(draft)
  const filing = client.rest.issues.create({ ...issue, ...(assignees && { assignees }) })
  const { data } = await filing.catch((error) => {
    if (assignees && isAbout(error, 'assignees')) return client.rest.issues.create(issue)
    throw error
  })
  return remoteIssue(data, body.cut)
}

/**
 * Makes the issue match `change`: one PATCH for state and text, reading the issue first only where
 * text is to change.
 */
export async function updateIssue(
  client: Octokit,
  issue: RemoteRef,
  change: IssueChange,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const address = addressOf(issue, signal)
  await changeLabels(client, address, {
    add: labelsOf(change.addLabels ?? []),
    remove: labelsOf(change.removeLabels ?? []),
  })
  const current = change.title || change.body ? (await client.rest.issues.get(address)).data : null
  const text = current ? textPatch(current, change) : { patch: {}, cut: false }
  const patch = { ...statePatch(change.state), ...text.patch }
  if (Object.keys(patch).length > 0) {
    return remoteIssue((await client.rest.issues.update({ ...address, ...patch })).data, text.cut)
  }
  return remoteIssue(current ?? (await client.rest.issues.get(address)).data, text.cut)
}

function remoteIssue(issue: ApiIssue, cut: boolean): RemoteIssue {
  return {
    id: String(issue.id),
    key: String(issue.number),
    url: issue.html_url,
    assignee: issue.assignees?.[0]?.login ?? '',
    cut,
    state: stateOf(issue),
    at: Date.parse(issue.updated_at),
  }
}
