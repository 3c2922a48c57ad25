import type { Keyed } from '../../../src/domain/writes.ts'
import { readAnswer, readList } from '../../kit/answer.ts'
import { type GithubAccount, repoOf } from '../account.ts'
import { nextPage, notBefore } from '../calls.ts'
import { ApiIssue } from '../schema.ts'
import { keyOf } from './marker.ts'
import { findTransferred } from './transferred.ts'

/** An issue that was filed before, and the repository that it is in now. */
export interface FoundIssue {
  readonly issue: ApiIssue
  readonly target: string
}

/**
 * The issue that carries the draft's key, or null: read from the list, newest first, because the
 * search index lags by minutes. Of several on a page, the oldest: a copy of ours came later.
 */
export async function findIssue(
  account: GithubAccount,
  target: string,
  draft: Keyed,
  signal: AbortSignal,
): Promise<FoundIssue | null> {
  const earliest = notBefore(draft.since)
  const repo = await repoOf(account, target, signal)
  const listed: number[] = []
  for (let page: Record<string, string> | null = {}; page; ) {
    const { data, headers } = await account.client.rest.issues.listForRepo({
      ...repo,
      ...{ state: 'all', sort: 'created', direction: 'desc', per_page: 100 },
      ...page,
    })
    const carries = (issue: (typeof data)[number]) => keyOf(issue.body) === draft.key
    const issues = readList(data, "GitHub's list of issues")
    const found = issues.findLast((issue) => !issue.pull_request && carries(issue))
    if (found) return { issue: readAnswer(ApiIssue, found, "GitHub's list of issues"), target }
    const [older, since] = splitAt(earliest, issues)
    listed.push(...since)
    if (older.length > 0) return elsewhere(Math.max(...older))
    page = nextPage(headers)
  }
  return elsewhere(0)

  function elsewhere(base: number): Promise<FoundIssue | null> {
    return findTransferred(account, target, { key: draft.key, listed, base }, signal)
  }
}

type Listed = Pick<ApiIssue, 'number'> & { readonly created_at: string }

/** The numbers of the issues that were filed before the time, and of the others. */
function splitAt(time: string, issues: readonly Listed[]): [number[], number[]] {
  const numbersOf = (some: readonly Listed[]) => some.map(({ number }) => number)
  const isOlder = ({ created_at }: Listed) => created_at < time
  return [numbersOf(issues.filter(isOlder)), numbersOf(issues.filter((one) => !isOlder(one)))]
}
