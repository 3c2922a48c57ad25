import { TrackerError } from '../../../src/domain/errors.ts'
import { readAnswer } from '../../kit/answer.ts'
import { type GithubAccount, repoOf } from '../account.ts'
import { ApiIssue } from '../schema.ts'
import type { FoundIssue } from './find.ts'
import { keyOf } from './marker.ts'
import { targetOf } from './read.ts'

/** The most numbers that are asked for before the newest, and after it: transfers are rare. */
const mostAsked = 3
/** After the newest, this many numbers in a row that nothing has end the search: one alone may be hidden from us. */
const endsAfter = 2

interface Sought {
  readonly key: string
  /** The numbers of the repository's issues and pull requests since the issue may have been filed. */
  readonly listed: readonly number[]
  /** The newest number before that; 0 if there is none. */
  readonly base: number
}

/**
 * The issue with this key that somebody has transferred to another repository since, or null. The list of its old one does
 * not show it, but GitHub redirects from its number: one that the list lacks, or one after the newest. Is not found in a
 * repository that our login cannot read.
 * https://docs.github.com/rest/issues/issues#get-an-issue
 */
export async function findTransferred(
  account: GithubAccount,
  target: string,
  { key, listed, base }: Sought,
  signal: AbortSignal,
): Promise<FoundIssue | null> {
  const repo = await repoOf(account, target, signal)
  const newest = Math.max(base, ...listed)
  let missing = 0
  for (const number of numbersToAsk(base, newest, new Set(listed))) {
    if (missing === endsAfter) break
    const issue = await ask(number)
    if (issue && keyOf(issue.body) === key)
      return { issue, target: targetOf(issue.repository_url ?? '') }
    if (number > newest) missing = issue === null ? missing + 1 : 0
  }
  return null

  /** What has the number now, here or elsewhere; undefined if it was deleted, and null if nothing has it. */
  async function ask(number: number): Promise<ApiIssue | null | undefined> {
    try {
      const { data } = await account.client.rest.issues.get({ ...repo, issue_number: number })
      return readAnswer(ApiIssue, data, `GitHub's answer about ${target}#${number}`)
    } catch (error) {
      if (!(error instanceof TrackerError) || error.kind !== 'missing') throw error
      return error.deleted ? undefined : null
    }
  }
}

/** The newest numbers that the list lacks, and those after it. */
function numbersToAsk(base: number, newest: number, listed: ReadonlySet<number>): number[] {
  const lacking: number[] = []
  for (let number = newest; number > base && lacking.length < mostAsked; number -= 1)
    if (!listed.has(number)) lacking.push(number)
  return [...lacking, ...Array.from({ length: mostAsked }, (_, index) => newest + 1 + index)]
}
