import { lastExplained } from '../../db/tables/comments.ts'
import { findIssuesByKeys, type Issue } from '../../db/tables/issues.ts'
import { openJobs } from '../../db/tables/queue/jobs.ts'
import type { Deps } from '../deps.ts'
import type { Finding } from '../domain/finding.ts'
import { createYielder } from '../platform/yield.ts'

/** A finding's issue, and what matters for what a scanner now says about it. */
export interface KnownIssue {
  readonly issue: Issue
  /** Whether Lockstep has explained itself since the status last changed. */
  readonly explained: boolean
  /** True while a person's decision has not reached the scanner: its reported state is then stale. */
  readonly pushPending: boolean
}

/** The issue of a finding: by its key, or by a key that an earlier version gave it. */
export function knownOf(
  known: ReadonlyMap<string, KnownIssue>,
  { key, formerKeys }: Pick<Finding, 'key' | 'formerKeys'>,
): KnownIssue | undefined {
  return [key, ...formerKeys].map((one) => known.get(one)).find(Boolean)
}

/** How many findings are looked up together: few enough for D1's 100 parameters of a query. */
const slice = 90

/** The issues of these findings of a source, by the findings' keys, in three queries for ninety of them. */
export async function loadKnownIssues(
  deps: Deps,
  source: string,
  keys: readonly string[],
): Promise<Map<string, KnownIssue>> {
  const known = new Map<string, KnownIssue>()
  const yieldNow = createYielder()
  for (let at = 0; at < keys.length; at += slice) {
    await yieldNow()
    const issues = await findIssuesByKeys(deps.db, source, keys.slice(at, at + slice))
    const ids = issues.map(({ id }) => id)
    const explainedAt = await lastExplained(deps.db, ids)
    const pending = await pendingPushes(deps, source, ids)
    for (const issue of issues) {
      const explained = (explainedAt.get(issue.id) ?? -1) >= issue.statusAt
      known.set(issue.sourceKey, { issue, explained, pushPending: pending.has(issue.id) })
    }
  }
  return known
}

/** The issues whose state still has to be written to the scanner. */
async function pendingPushes(
  deps: Deps,
  source: string,
  ids: readonly string[],
): Promise<Set<string | null>> {
  if (!deps.sources.get(source)?.source.push) return new Set()
  const jobs = await openJobs(deps.db, ids)
  const pushes = jobs.filter(
    ({ kind, state, payload }) => kind === 'push' && state !== 'failed' && 'state' in payload,
  )
  return new Set(pushes.map(({ issueId }) => issueId))
}
