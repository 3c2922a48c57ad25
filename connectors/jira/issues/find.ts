import { bulkFetchIssues, searchAndReconsileIssuesUsingJql } from 'jira.js/cloud'
import type { Keyed } from '../../../src/domain/writes.ts'
import { readList } from '../../kit/answer.ts'
import { skewMs } from '../../kit/clock.ts'
import type { Jira } from '../login/client.ts'
import { keyIn, markLabel, property } from './marker.ts'
import { searchPages } from './search.ts'

/** How many issues Jira gives by their keys at once. */
const windowSize = 100
/** Issues behind the newest indexed one that may be missing from the index, which lags by minutes. */
const mostUnknown = 1000

/** What we read of a candidate. */
interface Candidate {
  readonly id: string
  readonly key: string
  readonly mark: string | null
  readonly labels: readonly string[]
}

/**
 * The issue that carries the draft's key, or null. The search index knows it after a minute or more, and may know later
 * ones before it, so all since the first try are read by their keys, which count up. `labelled` says whether the project's
 * issues can carry our label.
 */
export async function findIssue(
  api: Jira,
  target: string,
  draft: Keyed,
  { labelled, signal }: { labelled: boolean; signal: AbortSignal },
): Promise<{ id: string; key: string } | null> {
  const jql = labelled
    ? `labels = "${markLabel(draft.key)}"`
    : `project = "${target}" AND created >= ${notBefore(draft.since)}`
  const query = { jql: `${jql} ORDER BY created`, fields: ['labels'], properties: [property] }
  const indexed: Candidate[] = []
  for await (const page of searchPages(api, query, signal)) indexed.push(...page.map(candidateOf))
  return pick(indexed, draft.key) ?? pick(await newest(api, target, draft.since, signal), draft.key)
}

/** The earliest moment, by Jira's clock, at which something first tried at `since` can have been made. */
function notBefore(since: number): number {
  return Math.max(0, since - skewMs)
}

/** Of several the one that has our property: clones of an issue have its labels only. Else the oldest. */
function pick(candidates: readonly Candidate[], key: string): Candidate | null {
  const own = candidates.filter(({ mark }) => mark === key)
  const labelled = candidates.filter(({ labels }) => labels.includes(markLabel(key)))
  const [oldest] = [...(own.length > 0 ? own : labelled)].sort(
    (a, b) => Number(a.id) - Number(b.id),
  )
  return oldest ?? null
}

async function newest(
  api: Jira,
  target: string,
  since: number,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const before = await lastIndexed(
    api,
    // An issue that was moved in keeps its creation date but has a new key; a move counts as a change.
    `project = "${target}" AND updated < ${notBefore(since)}`,
    signal,
  )
  const last = await lastIndexed(api, `project = "${target}"`, signal)
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

function candidateOf({ id, key, fields, properties }: Found): Candidate {
  const labels: unknown = fields?.labels
  return {
    id: id ?? '',
    key: key ?? '',
    mark: keyIn(properties?.[property]),
    labels: Array.isArray(labels) ? labels.map(String) : [],
  }
}

interface Found {
  readonly id?: string | undefined
  readonly key?: string | undefined
  readonly fields?: Readonly<Record<string, unknown>> | undefined
  readonly properties?: Readonly<Record<string, unknown>> | undefined
}
