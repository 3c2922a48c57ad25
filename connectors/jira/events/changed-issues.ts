import { TrackerError } from '../../../src/domain/errors.ts'
import type { CommentList } from '../../../src/domain/events.ts'
import type { RemoteRef } from '../../../src/domain/issue.ts'
import { problemsIn } from '../../kit/answer.ts'
import { listComments } from '../issues/comments.ts'
import type { JiraAccount } from '../login/account.ts'
import { searchPages } from '../lookup/search.ts'
import { issueFields } from './events.ts'
import { Issue } from './schema.ts'

/** Caps of a poll: search pages of 100 issues, and issues reported. */
const maxPages = 5
export const maxReported = 80

/**
 * Searches until there are enough; `whole` says that there are no more. Times are epoch milliseconds: Jira
 * would read a date in the time zone of the log-in's user.
 */
export async function searchChanged(
  account: JiraAccount,
  target: string,
  { from, isFresh }: { from: number; isFresh: (issue: Issue) => boolean },
  signal: AbortSignal,
): Promise<{ issues: Issue[]; whole: boolean }> {
  const jql = `project = "${target}" AND updated >= ${from} ORDER BY updated ASC`
  const query = { jql, fields: [...issueFields, 'comment'] }
  const issues: Issue[] = []
  let pages = 0
  try {
    for await (const page of searchPages(account.api, query, signal)) {
      issues.push(...page.flatMap((issue) => readable(account, issue)))
      pages += 1
      const enough = pages >= maxPages || issues.filter(isFresh).length > maxReported
      // If all changed at the same moment, the next poll would begin where this one did.
      if (enough && lastOf(issues, from) > from) return { issues, whole: false }
    }
    return { issues, whole: true }
  } catch (error) {
    throw isGone(error) ? new TrackerError('missing', error.message, { cause: error }) : error
  }
}

/** An issue that cannot be read is left out, with a warning: one odd issue must not stop a project's poll. */
function readable({ warn }: JiraAccount, issue: { key?: string | undefined }): Issue[] {
  const { data, error } = Issue.safeParse(issue)
  if (data) return [data]
  const problems = problemsIn(error)
  warn('an issue in Jira could not be read and is left out', { issue: issue.key ?? '', problems })
  return []
}

/** Null if the issue was deleted or hidden since the search: the project's other issues are read all the same. */
export function commentsOf(
  account: JiraAccount,
  issue: RemoteRef,
  signal: AbortSignal,
): Promise<CommentList | null> {
  return listComments(account, issue, signal).catch((error) => {
    if (error instanceof TrackerError && error.kind === 'missing') return null
    throw error
  })
}

/** When the last of these changed; `from` if there is none. */
export function lastOf(issues: readonly Issue[], from: number): number {
  return issues.at(-1)?.fields.updated ?? from
}

/** The search answers 400 for a project that the log-in may not see, as if it did not exist. */
function isGone(error: unknown): error is TrackerError {
  return (
    error instanceof TrackerError &&
    error.kind === 'rejected' &&
    /does not exist for the field .?project/i.test(error.message)
  )
}
