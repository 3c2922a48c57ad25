import type { Octokit } from '@octokit/rest'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { FieldForms, IssueFields, RemoteIssue, RemoteRef } from '../../../src/domain/issue.ts'
import { labelsToWrite } from '../../../src/domain/ownership.ts'
import type { IssueChange } from '../../../src/domain/writes.ts'
import { addressOf, type GithubAccount, type IssueAddress } from '../account.ts'
import { isAbout } from '../errors.ts'
import { refusePublic } from '../repository/public.ts'
import { loginsOf, remoteIssue, sameIssue } from './answers.ts'
import { formsIn, statePatch, textsOf } from './fields.ts'
import { changeLabels, foldLabel, labelsOf } from './labels.ts'

/** Returns the issue's values of the fields that people may own. */
export async function readFields(
  account: GithubAccount,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<IssueFields> {
  const address = await addressOf(account, issue, signal)
  const has = sameIssue(issue, (await account.client.rest.issues.get(address)).data)
  const forms = formsIn({ title: has.title, body: has.body ?? '' })
  return { issue, forms, assignees: loginsOf(has) }
}

/**
 * Writes what is wanted: one PATCH for state, text and assignees, and a call for each kind of change of labels.
 * With a state to write, what GitHub refuses of the rest is left out.
 */
export async function updateIssue(
  account: GithubAccount,
  issue: RemoteRef,
  wanted: IssueChange,
  signal: AbortSignal,
): Promise<RemoteIssue> {
  const { client } = account
  const address = await addressOf(account, issue, signal)
  const { change, dropped } = await sayable(account, issue.target, wanted, signal)
  const { addLabels: add = [], removeLabels: remove = [], assignees } = change
  const labels = labelsToWrite({ add, remove }, labelsOf, foldLabel)
  const refused = await changeLabels(client, address, labels).catch((error) => [
    leftOut(error, change),
  ])
  dropped.push(...refused)
  const { forms, cut } = textsOf(change, change.key)
  const patch = { ...statePatch(change.state), ...forms }
  let taken: FieldForms = forms
  const patched = await patchIssue(client, address, patch, assignees).catch((error) => {
    dropped.push(leftOut(error, change))
    taken = {}
    return patchIssue(client, address, statePatch(change.state))
  })
  const answer = patched ?? (await client.rest.issues.get(address)).data
  const remote = remoteIssue(issue.target, sameIssue(issue, answer), cut)
  return { ...remote, forms: formsIn(taken), dropped }
}

/** Returns the change, without texts and labels if they must not be public. */
async function sayable(
  account: GithubAccount,
  target: string,
  change: IssueChange,
  signal: AbortSignal,
): Promise<{ change: IssueChange; dropped: string[] }> {
  const { title, body, addLabels = [], removeLabels = [], ...rest } = change
  if (!title && !body && addLabels.length + removeLabels.length === 0)
    return { change, dropped: [] }
  try {
    await refusePublic(account, target, change, signal)
    return { change, dropped: [] }
  } catch (error) {
    return { change: rest, dropped: [leftOut(error, change)] }
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
  assignees?: readonly string[],
): Promise<unknown> {
  if (!assignees && Object.keys(patch).length === 0) return null
  const asked = { ...address, ...patch, ...(assignees && { assignees: [...assignees] }) }
  try {
    return (await client.rest.issues.update(asked)).data
  } catch (error) {
    if (!assignees || !isAbout(error, 'assignees')) throw error
    return patchIssue(client, address, patch)
  }
}
