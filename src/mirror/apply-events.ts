import { retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'
import { findIssuesByRemote } from '../../db/tables/remote.ts'
import type { Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/events.ts'
import { createYielder } from '../platform/yield.ts'
import { applyToIssue } from './apply-to-issue.ts'
import { openMirrors } from './mirror.ts'

/** Issues that are read together: few enough for D1's 100 parameters of a query. */
const slice = 90

/** Whether the events were read just now, in the issue's turn, so that no write of ours can be under way. */
export interface Trust {
  readonly trusted?: boolean
}

/**
 * Applies the events of a tracker, oldest first, ninety issues in one atomic write; skips issues that are not
 * ours. Idempotent. `also` is written together with the last of them.
 */
export async function applyEvents(
  deps: Deps,
  account: string,
  events: readonly TrackerEvent[],
  also: readonly Statement[] = [],
): Promise<void> {
  const slices = sliced(events)
  const yieldNow = createYielder()
  for (const [at, part] of slices.entries()) {
    await yieldNow()
    const last = at === slices.length - 1 ? also : []
    await retryConflicts(async () =>
      deps.db.atomic([...(await eventWrites(deps, account, part)), ...last]),
    )
  }
  if (slices.length === 0) await deps.db.atomic(also)
  deps.wake(account)
}

/** Returns the writes that apply events of a tracker. Each issue's writes begin with its guard. */
export async function eventWrites(
  deps: Deps,
  account: string,
  events: readonly TrackerEvent[],
  { trusted = false }: Trust = {},
): Promise<Statement[]> {
  const yieldNow = createYielder()
  const statements: Statement[] = []
  for (const part of sliced(events)) {
    await yieldNow()
    const byIssue = Map.groupBy(part, ({ issue }) => issue.id)
    const issues = await findIssuesByRemote(deps.db, account, [...byIssue.keys()])
    const mirrors = await openMirrors(deps, issues, part)
    for (const issue of issues) {
      const own = byIssue.get(issue.remoteId ?? '') ?? []
      const mirror = mirrors.get(issue.id)
      if (mirror) statements.push(...(await applyToIssue(deps, issue, own, { mirror, trusted })))
    }
  }
  return statements
}

/** The events of ninety issues each, in their order. */
function sliced(events: readonly TrackerEvent[]): TrackerEvent[][] {
  const byIssue = [...Map.groupBy(events, ({ issue }) => issue.id).values()]
  const count = Math.ceil(byIssue.length / slice)
  return Array.from({ length: count }, (_, i) => byIssue.slice(i * slice, (i + 1) * slice).flat())
}
