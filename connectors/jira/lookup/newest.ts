import { bulkFetchIssues, searchAndReconsileIssuesUsingJql } from 'jira.js/cloud'
import type { Keyed } from '../../../src/domain/writes.ts'
import { readList } from '../../kit/answer.ts'
import { skewMs } from '../../kit/clock.ts'
import { property } from '../issues/marker.ts'
import type { JiraAccount } from '../login/account.ts'
import type { Jira } from '../login/client.ts'
import { type Candidate, candidateOf } from './candidate.ts'
import { numberOf } from './keys.ts'

/** How many issues Jira gives by their keys at once. */
const windowSize = 100
/** Issues behind the newest indexed one that may be missing from the index, which lags by minutes. */
const mostUnknown = 1000

/** Returns the earliest moment, by Jira's clock, at which something first tried at `since` can have been made. */
export function notBefore(since: number): number {
  return Math.max(0, since - skewMs)
}

/** Reads the project's issues that the index may not know yet, many at once by their keys. Those count up. */
export async function newest(
  account: JiraAccount,
  target: string,
  { since }: Keyed,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const before = await lastBefore(account, target, since, signal)
  const last = await lastIndexed(account.api, `project = "${target}"`, signal)
  return readInWindows(account.api, target, { before, last }, signal)
}

/** The last number before the first try. An issue that was moved in keeps its date but has a new key; a move is a change. */
export async function lastBefore(
  { api }: JiraAccount,
  target: string,
  since: number,
  signal: AbortSignal,
): Promise<number> {
  const old = `project = "${target}" AND updated < ${notBefore(since)}`
  return lastIndexed(api, old, signal)
}

/** The numbers of the issues that the index knows: the last before the first try, and the last. */
interface Span {
  readonly before: number
  readonly last: number
}

async function readInWindows(
  api: Jira,
  target: string,
  { before, last }: Span,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const found: Candidate[] = []
  for (let start = Math.max(before, last - mostUnknown) + 1; ; start += windowSize) {
    const issueIdsOrKeys = Array.from({ length: windowSize }, (_, i) => `${target}-${start + i}`)
    const fetched = await bulkFetchIssues(api(signal), {
      issueIdsOrKeys,
      fields: ['labels'],
      properties: [property],
    })
    const issues = readList(fetched.issues, "Jira's answer about issues").map(candidateOf)
    found.push(...issues)
    if (start > last && issues.length === 0) return found
  }
}

/** The highest number that the index knows of such issues; 0 if it knows none. */
async function lastIndexed(api: Jira, condition: string, signal: AbortSignal): Promise<number> {
  const { issues } = await searchAndReconsileIssuesUsingJql(api(signal), {
    jql: `${condition} ORDER BY key DESC`,
    fields: ['labels'],
    maxResults: 1,
  })
  const [last] = readList(issues, "Jira's answer to a search")
  return last?.key ? numberOf(last.key) : 0
}
