import type { Keyed } from '../../../src/domain/writes.ts'
import { markLabel, property } from '../issues/marker.ts'
import type { JiraAccount } from '../login/account.ts'
import { type Candidate, candidateOf } from './candidate.ts'
import { knownToIndex, newest, notBefore } from './newest.ts'
import { searchPages } from './search.ts'
import { readUnknown } from './unknown.ts'

/**
 * The issue that carries the draft's key, or null. The search index knows it after a minute or more, and may know later
 * ones before it, so all since the first try are read by their keys, which count up. `labelled` says whether the project's
 * issues can carry our label.
 */
export async function findIssue(
  account: JiraAccount,
  target: string,
  draft: Keyed,
  { labelled, signal }: { labelled: boolean; signal: AbortSignal },
): Promise<{ id: string; key: string } | null> {
  const jql = labelled
    ? `labels = "${markLabel(draft.key)}"`
    : `project = "${target}" AND created >= ${notBefore(draft.since)}`
  // Before the search: an issue that the index takes in between the two would be in neither.
  const known = account.dialect.hasBulkFetch
    ? null
    : await knownToIndex(account, target, draft, signal)
  const query = { jql: `${jql} ORDER BY created`, fields: ['labels'], properties: [property] }
  const indexed: Candidate[] = []
  for await (const page of searchPages(account.api, query, signal))
    indexed.push(...page.map(candidateOf))
  const found = pick(indexed, draft.key)
  if (found) return found
  const others = known
    ? await readUnknown(account.api, known, draft.key, signal)
    : await newest(account, target, draft, signal)
  return pick(others, draft.key)
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
