import { lastExplained } from '../../db/comments.ts'
import { findIssuesByKeys, type Issue } from '../../db/issues.ts'
import { openJobs } from '../../db/jobs.ts'
import type { Deps } from '../deps.ts'
import type { Finding } from '../domain/finding.ts'
import { createYielder } from '../platform/yield.ts'

/** A finding's issue, and what weighs in what a scanner now says of it. */
export interface Known {
  readonly issue: Issue
  /** Whether Lockstep has explained itself since the status last changed. */
  readonly told: boolean
  /** Whether the scanner is still to be told what a person decided: what it says of the state is old. */
  readonly untold: boolean
}

/** The issue of a finding: by its key, or by one that an earlier version gave it. */
export function knownOf(
  known: ReadonlyMap<string, Known>,
  { key, formerKeys }: Pick<Finding, 'key' | 'formerKeys'>,
): Known | undefined {
  return [key, ...formerKeys].map((one) => known.get(one)).find(Boolean)
}

/** How many findings are asked about together: few enough for D1's 100 parameters of a query. */
const slice = 90

/** The issues of these findings of a source, by the findings' keys, in three queries for ninety of them. */
export async function loadKnownIssues(
  deps: Deps,
  source: string,
  keys: readonly string[],
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  const yieldNow = createYielder()
  for (let at = 0; at < keys.length; at += slice) {
    await yieldNow()
    const issues = await findIssuesByKeys(deps.db, source, keys.slice(at, at + slice))
    const ids = issues.map(({ id }) => id)
    const explained = await lastExplained(deps.db, ids)
    const untold = await stillToBeTold(deps, source, ids)
    for (const issue of issues) {
      const told = (explained.get(issue.id) ?? -1) >= issue.statusAt
      known.set(issue.sourceKey, { issue, told, untold: untold.has(issue.id) })
    }
  }
  return known
}

async function stillToBeTold(
  deps: Deps,
  source: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (!deps.sources.get(source)?.source.push) return new Set()
  const jobs = await openJobs(deps.db, ids)
  const telling = jobs.filter(({ kind, payload }) => kind === 'push' && 'state' in payload)
  return new Set(telling.map(({ issueId }) => issueId))
}
