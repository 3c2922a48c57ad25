import type { Issue } from '../../db/tables/issues.ts'
import { remoteRef } from '../../db/tables/remote.ts'
import type { TrackerEvent } from '../domain/events.ts'

/**
 * Returns the events, with one doubt in place of those that name another place than the issue's: the issue is read then.
 * Repositories may share a webhook secret, so a signature does not prove where a message comes from.
 */
export function doubtForeign(issue: Issue, events: readonly TrackerEvent[]): TrackerEvent[] {
  const own = events.filter(({ issue: { target } }) => isSame(target, issue.target))
  const at = events.at(-1)?.at ?? 0
  if (own.length === events.length) return own
  return [
    ...own,
    { kind: 'doubtful', issue: remoteRef(issue), what: 'a message names another place', at },
  ]
}

/** GitHub takes names in any case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
