import { searchAndReconsileIssuesUsingJql } from 'jira.js/cloud'
import { readList } from '../../kit/answer.ts'
import type { Jira } from '../login/client.ts'

type Query = Parameters<typeof searchAndReconsileIssuesUsingJql>[1]
type Found = NonNullable<
  Awaited<ReturnType<typeof searchAndReconsileIssuesUsingJql>>['issues']
>[number]

const pageSize = 100

/**
 * What a search finds, page by page as it is asked for.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
 */
export async function* searchPages(
  api: Jira,
  query: Query,
  signal: AbortSignal,
): AsyncGenerator<readonly Found[]> {
  let token: string | null | undefined
  do {
    const answer = await searchAndReconsileIssuesUsingJql(api(signal), {
      ...query,
      ...(token && { nextPageToken: token }),
      maxResults: pageSize,
    })
    yield readList(answer.issues, "Jira's answer to a search")
    token = answer.isLast ? null : answer.nextPageToken
  } while (token)
}
