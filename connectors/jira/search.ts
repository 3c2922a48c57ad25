import { searchAndReconsileIssuesUsingJql } from 'jira.js/cloud'
import type { Jira } from './client.ts'

type Query = Parameters<typeof searchAndReconsileIssuesUsingJql>[1]
type Found = NonNullable<
  Awaited<ReturnType<typeof searchAndReconsileIssuesUsingJql>>['issues']
>[number]

const pageSize = 100
/** Enough for two thousand issues, and few enough for a Worker's subrequests and the time of a call. */
const maxPages = 20

/**
 * What a search finds, to its last page or, where there are more than twenty, the first twenty: then `whole` is false.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
 */
export async function searchAll(
  api: Jira,
  query: Query,
  signal: AbortSignal,
): Promise<{ issues: Found[]; whole: boolean }> {
  const issues: Found[] = []
  let token: string | null | undefined
  for (let page = 0; page < maxPages; page += 1) {
    const next = token ? { nextPageToken: token } : {}
    const answer = await searchAndReconsileIssuesUsingJql(api(signal), {
      ...query,
      ...next,
      maxResults: pageSize,
    })
    issues.push(...(answer.issues ?? []))
    token = answer.nextPageToken
    if (answer.isLast || !token) return { issues, whole: true }
  }
  return { issues, whole: false }
}
