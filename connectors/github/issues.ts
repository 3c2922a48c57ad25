import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../src/domain/errors.ts'
import type { IssueChange, IssueDraft, RemoteIssue, RemoteRef } from '../../src/domain/issue.ts'
import { readAnswer } from '../kit/answer.ts'
import { addressOf, type GithubAccount, type IssueAddress, repositoryCall } from './account.ts'
import { assignedIn, loginOf, ourAssignee, reassigned } from './assignees.ts'
import { isAbout } from './errors.ts'
import { stateOf } from './events.ts'
import { bodyOf, labelsOf, statePatch, textPatch, titleOf } from './fields.ts'
import { findIssue } from './find.ts'
import { changeLabels } from './labels.ts'
import { ApiIssue } from './schema.ts'

/**
 * Files the issue with one POST; in doubt it looks for the key first. An assignee GitHub refuses
 * is left out.
 */
export async function createIssue(
  account: GithubAccount,
  target: string,
  draft: IssueDraft,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const { client } = account
  // Before the look-up too: the key is looked for where the issue would be filed.
  const repository = await account.repositories.confirm(target, signal)
  const body = bodyOf(draft.body, draft.key)
  const login = loginOf(draft.assignee)
  const filed = (issue: ApiIssue) => ({
    ...remoteIssue(target, issue, body.cut),
    assigned: assignedIn(issue, login),
  })
  const found = draft.uncertain ? await findIssue(account, target, draft, signal) : null
  if (found) return filed(found)
  const issue = {
    ...repositoryCall(repository, signal),
    title: titleOf(draft.title),
    body: body.text,
    labels: labelsOf(draft.labels),
  }
  const filing = client.rest.issues.create({ ...issue, ...(login && { assignees: [login] }) })
  const { data } = await filing.catch((error) => {
    if (login && isAbout(error, 'assignees')) return client.rest.issues.create(issue)
    throw error
  })
  return filed(readIssue(data, `${target}'s new issue`))
}

/**
 * Makes the issue match `change`: one PATCH for state, text and assignee, reading the issue first
 * only where text or assignee is to change.
 */
export async function updateIssue(
  account: GithubAccount,
  issue: RemoteRef,
  change: IssueChange,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const { client } = account
  const address = await addressOf(account, issue, signal)
  await changeLabels(client, address, {
    add: labelsOf(change.addLabels ?? []),
    remove: labelsOf(change.removeLabels ?? []),
  })
  const get = async () => sameIssue(issue, (await client.rest.issues.get(address)).data)
  const { title, body, assignee } = change
  const current = title || body || assignee ? await get() : null
  const text = current ? textPatch(current, change) : { patch: {}, cut: false }
  const people = current && assignee ? reassigned(current, assignee) : null
  const patch = { ...statePatch(change.state), ...text.patch }
  const patched = await patchIssue(client, address, patch, people)
  const data = patched ? sameIssue(issue, patched) : (current ?? (await get()))
  const assigned = assignee && ourAssignee(data, assignee, people)
  return {
    ...remoteIssue(issue.target, data, text.cut),
    ...(assigned !== undefined && { assigned }),
  }
}

/** Null where there is nothing to write: people whom GitHub refuses are left out. */
async function patchIssue(
  client: Octokit,
  address: IssueAddress,
  patch: object,
  assignees: string[] | null,
): Promise<unknown> {
  if (!assignees && Object.keys(patch).length === 0) return null
  const asked = { ...address, ...patch, ...(assignees && { assignees }) }
  try {
    return (await client.rest.issues.update(asked)).data
  } catch (error) {
    if (!assignees || !isAbout(error, 'assignees')) throw error
    return patchIssue(client, address, patch, null)
  }
}

/** The answer, if it is about the issue that was meant: one that was transferred lives on under another id. */
function sameIssue({ target, id, key }: RemoteRef, answer: unknown): ApiIssue {
  const issue = readIssue(answer, `${target}#${key}`)
  if (String(issue.id) === id) return issue
  throw new TrackerError('missing', `${target}#${key} is another issue now: ${issue.html_url}`)
}

function readIssue(answer: unknown, what: string): ApiIssue {
  return readAnswer(ApiIssue, answer, `GitHub's answer about ${what}`)
}

function remoteIssue(target: string, issue: ApiIssue, cut: boolean): RemoteIssue {
  return {
    target,
    id: String(issue.id),
    key: String(issue.number),
    url: issue.html_url,
    assignee: issue.assignees?.[0]?.login ?? '',
    cut,
    state: stateOf(issue),
    at: Date.parse(issue.updated_at),
  }
}
