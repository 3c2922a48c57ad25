import type { Issue } from '../../db/tables/issues.ts'
import { remoteRef } from '../../db/tables/remote.ts'
import type { Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/events.ts'

/**
 * Returns the events, with one doubt in place of those that name another place than the issue's: the issue is read then.
 * Repositories may share a webhook secret, so a signature does not prove where a message comes from.
 */
export async function doubtForeign(
  deps: Deps,
  issue: Issue,
  events: readonly TrackerEvent[],
): Promise<TrackerEvent[]> {
  const targets = new Set(events.map(({ issue: { target } }) => target))
  const places = new Map<string, boolean>()
  for (const target of targets) places.set(target, await isPlaceOf(deps, issue, target))
  const own = events.filter(({ issue: { target } }) => places.get(target))
  const at = events.at(-1)?.at ?? 0
  if (own.length === events.length) return own
  return [
    ...own,
    { kind: 'doubtful', issue: remoteRef(issue), what: 'a message names another place', at },
  ]
}

/** GitHub takes names in any case, and a place may have been renamed. */
async function isPlaceOf(
  { accounts }: Deps,
  { account, target }: Issue,
  named: string,
): Promise<boolean> {
  if (named.toLowerCase() === target.toLowerCase()) return true
  return (await accounts.get(account)?.connector.isSamePlace?.(target, named)) ?? false
}
