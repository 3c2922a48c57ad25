import { bulkFetchIssues, getIssue, searchAndReconsileIssuesUsingJql } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import { readList } from '../../kit/answer.ts'
import { skewMs } from '../../kit/clock.ts'
import { property } from '../issues/marker.ts'
import type { JiraAccount } from '../login/account.ts'
import type { Jira } from '../login/client.ts'
import { type Candidate, candidateOf } from './candidate.ts'

/** How many issues Jira gives by their keys at once. */
const windowSize = 100
/** Issues behind the newest indexed one that may be missing from the index, which lags by minutes. */
const mostUnknown = 1000
/** The same if they are read one by one, and how many keys without an issue end the list. */
const oneByOne = { mostUnknown: 20, mostMissing: 10 }

/** Returns the earliest moment, by Jira's clock, at which something first tried at `since` can have been made. */
export function notBefore(since: number): number {
  return Math.max(0, since - skewMs)
}

/** Reads the project's issues that the index may not know yet, by their keys. Those count up. */
export async function newest(
  { api, dialect }: JiraAccount,
  target: string,
  since: number,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const before = await lastIndexed(
    api,
    // What was moved in since is as old as before, and yet has a new key; but moving is a change.
    `project = "${target}" AND updated < ${notBefore(since)}`,
    signal,
  )
  const last = await lastIndexed(api, `project = "${target}"`, signal)
  const read = dialect.hasBulkFetch ? readInWindows : readOneByOne
  return read(api, target, { before, last }, signal)
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

/** Data Center reads many at once from its index alone, which may be behind on another node. */
async function readOneByOne(
  api: Jira,
  target: string,
  { before, last }: Span,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const found: Candidate[] = []
  let missing = 0
  const first = Math.max(before, last - oneByOne.mostUnknown) + 1
  for (let number = first; number <= last || missing < oneByOne.mostMissing; number += 1) {
    const place = {
      issueIdOrKey: `${target}-${number}`,
      fields: ['labels'],
      properties: [property],
    }
    const issue = await getIssue(api(signal), place).catch(nullIfMissing)
    if (issue) found.push(candidateOf(issue))
    missing = issue ? 0 : missing + 1
  }
  return found
}

function nullIfMissing(error: unknown): null {
  if (error instanceof TrackerError && error.kind === 'missing') return null
  throw error
}

/** The highest number that the index knows of such issues; zero for none. */
async function lastIndexed(api: Jira, condition: string, signal: AbortSignal): Promise<number> {
  const { issues } = await searchAndReconsileIssuesUsingJql(api(signal), {
    jql: `${condition} ORDER BY key DESC`,
    fields: ['labels'],
    maxResults: 1,
  })
  const [last] = readList(issues, "Jira's answer to a search")
  const key = last?.key ?? ''
  return Number(key.slice(key.lastIndexOf('-') + 1))
}
