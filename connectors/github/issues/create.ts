import type { Octokit } from '@octokit/rest'
import type { RemoteIssue } from '../../../src/domain/issue.ts'
import { nameIn } from '../../../src/domain/ownership.ts'
import type { IssueDraft } from '../../../src/domain/writes.ts'
import { type GithubAccount, repositoryCall } from '../account.ts'
import { isAbout } from '../errors.ts'
import { refusePublic } from '../repository/public.ts'
import type { ApiIssue } from '../schema.ts'
import { droppedFrom, loginsOf, readApiIssue, remoteIssue } from './answers.ts'
import { loginOf } from './assignees.ts'
import { formsIn, textsOf } from './fields.ts'
import { findIssue } from './find.ts'
import { changeLabels, isLabelRefused, labelsOf } from './labels.ts'

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
  await refusePublic(account, target, draft, signal)
  const { forms, cut } = textsOf(draft, draft.key)
  const login = loginOf(draft.assignee)
  const labels = labelsOf(draft.labels)
  const filed = (issue: ApiIssue, place = target) => ({
    ...remoteIssue(place, issue, cut),
    forms: formsIn(forms),
    assigned: nameIn(loginsOf(issue), login ?? ''),
    dropped: droppedFrom(issue, { labels, login }),
  })
  const found = draft.uncertain ? await findIssue(account, target, draft, signal) : null
  if (found) return filed(found.issue, found.target)
  const place = repositoryCall(repository, signal)
  const { data, isBare } = await postIssue(client, {
    ...{ ...place, ...forms, title: forms.title ?? '', labels },
    ...(login && { assignees: [login] }),
  })
  const made = readApiIssue(data, `${target}'s new issue`)
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
