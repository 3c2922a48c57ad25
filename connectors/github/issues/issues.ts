import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { IssueChange, IssueDraft, RemoteIssue, RemoteRef } from '../../../src/domain/issue.ts'
import { labelsToWrite } from '../../../src/domain/ownership.ts'
import { readAnswer } from '../../kit/answer.ts'
import { addressOf, type GithubAccount, type IssueAddress, repositoryCall } from '../account.ts'
import { isAbout } from '../errors.ts'
import { stateOf } from '../events/events.ts'
import { ApiIssue } from '../schema.ts'
import { assignedIn, loginOf, ourAssignee, reassigned } from './assignees.ts'
import { bodyOf, labelsOf, statePatch, textPatch, titleOf } from './fields.ts'
import { findIssue } from './find.ts'
import { changeLabels, isLabelRefused } from './labels.ts'

/**
 * Files the issue with one POST; in doubt it looks for the key first. An assignee or a label that GitHub
 * refuses is left out.
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
  const labels = labelsOf(draft.labels)
  const filed = (issue: ApiIssue) => ({
    ...remoteIssue(target, issue, body.cut),
    assigned: assignedIn(issue, login),
    dropped: droppedFrom(issue, { labels, login }),
  })
  const found = draft.uncertain ? await findIssue(account, target, draft, signal) : null
  if (found) return filed(found)
  const place = repositoryCall(repository, signal)
  const issue = { ...place, title: titleOf(draft.title), body: body.text }
  const { data, isBare } = await postIssue(client, {
    ...{ ...issue, labels },
    ...(login && { assignees: [login] }),
  })
  const made = readIssue(data, `${target}'s new issue`)
  if (!isBare) return filed(made)
  const address = { ...place, issue_number: made.number }
  const dropped = await changeLabels(client, address, { add: labels, remove: [] }).catch(
    (error: Error) => [`labels: ${error.message}`],
  )
  return { ...filed(made), dropped: [...dropped, ...droppedFrom(made, { labels: [], login })] }
}

type NewIssue = NonNullable<Parameters<Octokit['rest']['issues']['create']>[0]>

/** Files it without an assignee or labels that GitHub refuses; `isBare` says that it has no labels for that. */
async function postIssue(
  client: Octokit,
  issue: NewIssue,
): Promise<{ data: unknown; isBare: boolean }> {
  try {
    return { data: (await client.rest.issues.create(issue)).data, isBare: !issue.labels }
  } catch (error) {
    const { assignees, labels, ...rest } = issue
    if (assignees && isAbout(error, 'assignees'))
      return postIssue(client, { ...rest, ...(labels && { labels }) })
    if (labels && isLabelRefused(error))
      return postIssue(client, { ...rest, ...(assignees && { assignees }) })
    throw error
  }
}

/** What GitHub did not take, in words. It drops labels and assignees of who has no push access without a word. */
function droppedFrom(
  issue: ApiIssue,
  { labels, login }: { labels: readonly string[]; login: string | null },
): string[] {
  const lost = labels.filter((label) => !hasLabel(issue, label)).map((label) => `label ${label}`)
  return login && !assignedIn(issue, login) ? [...lost, `assignee ${login}`] : lost
}

function hasLabel({ labels }: ApiIssue, name: string): boolean {
  const names = labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')))
  return names.some((one) => one.toLowerCase() === name.toLowerCase())
}

/**
 * Makes the issue match `change`: one PATCH for state, text and assignee, reading the issue first only if
 * text or assignee is to change. With a state to write, what GitHub refuses of the rest is left out.
 */
export async function updateIssue(
  account: GithubAccount,
  issue: RemoteRef,
  change: IssueChange,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const { client } = account
  const address = await addressOf(account, issue, signal)
  const { addLabels: add = [], removeLabels: remove = [] } = change
  const labels = labelsToWrite({ add, remove }, labelsOf, (label) => label.toLowerCase())
  const dropped = await changeLabels(client, address, labels).catch((error) => [
    leftOut(error, change),
  ])
  const get = async () => sameIssue(issue, (await client.rest.issues.get(address)).data)
  const { title, body, assignee } = change
  const current = title || body || assignee ? await get() : null
  const text = current ? textPatch(current, change) : { patch: {}, cut: false }
  const people = current && assignee ? reassigned(current, assignee) : null
  const patch = { ...statePatch(change.state), ...text.patch }
  const patched = await patchIssue(client, address, patch, people).catch((error) => {
    dropped.push(leftOut(error, change))
    return patchIssue(client, address, statePatch(change.state), null)
  })
  const data = patched ? sameIssue(issue, patched) : (current ?? (await get()))
  const assigned = assignee && ourAssignee(data, assignee, people)
  return {
    ...remoteIssue(issue.target, data, text.cut),
    ...(assigned !== undefined && { assigned }),
    dropped,
  }
}

/** A refusal in words if a state is to be written besides, which must not wait for it; else throws it. */
function leftOut(error: unknown, { state, title, body, addLabels, removeLabels }: IssueChange) {
  const isRefusal = error instanceof TrackerError && ['rejected', 'forbidden'].includes(error.kind)
  const isBesides = state && (title || body || addLabels?.length || removeLabels?.length)
  if (!isRefusal || !isBesides) throw error
  return error.message
}

/** Null if there is nothing to write. People whom GitHub refuses are left out. */
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
