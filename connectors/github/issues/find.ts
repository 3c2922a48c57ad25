import type { Keyed } from '../../../src/domain/writes.ts'
import { readAnswer, readList } from '../../kit/answer.ts'
import { type GithubAccount, repoOf } from '../account.ts'
import { nextPage, notBefore } from '../calls.ts'
import { ApiIssue } from '../schema.ts'
import { keyOf } from './marker.ts'

/**
 * The issue that carries the draft's key, or null: read from the list, newest first, because the
 * search index lags by minutes. Of several on a page, the oldest: a copy of ours came later.
 */
export async function findIssue(
  account: GithubAccount,
  target: string,
  draft: Keyed,
  signal: AbortSignal,
) {
  const earliest = notBefore(draft.since)
  const repo = await repoOf(account, target, signal)
  let page: Record<string, string> | null = {}
  while (page) {
    const { data, headers } = await account.client.rest.issues.listForRepo({
      ...repo,
      ...{ state: 'all', sort: 'created', direction: 'desc', per_page: 100 },
      ...page,
    })
    const carries = (issue: (typeof data)[number]) => keyOf(issue.body) === draft.key
    const issues = readList(data, "GitHub's list of issues")
    const found = issues.findLast((issue) => !issue.pull_request && carries(issue))
    if (found) return readAnswer(ApiIssue, found, "GitHub's list of issues")
    page = issues.some((issue) => issue.created_at < earliest) ? null : nextPage(headers)
  }
  return null
}
