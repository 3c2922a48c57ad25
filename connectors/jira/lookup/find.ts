import type { IssueDraft } from '../../../src/domain/writes.ts'
import { markLabel, property } from '../issues/marker.ts'
import type { JiraAccount } from '../login/account.ts'
import type { Jira } from '../login/client.ts'
import { type Candidate, candidateOf } from './candidate.ts'
import { newest, notBefore } from './newest.ts'
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
  draft: IssueDraft,
  { labelled, signal }: { labelled: boolean; signal: AbortSignal },
): Promise<{ id: string; key: string } | null> {
  const { api, dialect } = account
  const query = labelled
    ? `labels = "${markLabel(draft.key)}"`
    : `project = "${target}" AND created >= ${notBefore(draft.since)}`
  // Data Center's search shows no properties.
  const indexed = labelled || dialect.hasBulkFetch ? await searchAll(api, query, signal) : []
  const found = pick(indexed, draft.key)
  if (found) return found
  const others = dialect.hasBulkFetch
    ? await newest(account, target, draft, signal)
    : await readUnknown(account, { ...draft, target, labelled }, signal)
  return pick(others, draft.key)
}

async function searchAll(api: Jira, condition: string, signal: AbortSignal): Promise<Candidate[]> {
  const query = { fields: ['labels'], properties: [property] }
  const found: Candidate[] = []
  for await (const page of searchPages(
    api,
    { ...query, jql: `${condition} ORDER BY created` },
    signal,
  ))
    found.push(...page.map(candidateOf))
  return found
}

/** Of several the issue with our property: clones of an issue have its labels only. Else the oldest. */
function pick(candidates: readonly Candidate[], key: string): Candidate | null {
  const own = candidates.filter(({ mark }) => mark === key)
  const labelled = candidates.filter(({ labels }) => labels.includes(markLabel(key)))
  const [oldest] = [...(own.length > 0 ? own : labelled)].sort(
    (a, b) => Number(a.id) - Number(b.id),
  )
  return oldest ?? null
}
