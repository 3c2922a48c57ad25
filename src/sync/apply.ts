import { retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/db.ts'
import { findIssuesByRemote, guardIssue, type Issue } from '../../db/issues.ts'
import type { TrackerEvent } from '../core/issue.ts'
import type { Deps } from '../deps.ts'
import type { Applied } from './applied.ts'
import { applyComment, applyDeletedComment, type Mirror, openMirror } from './apply-comment.ts'
import { applyGone, applyIssue, applyMove } from './apply-issue.ts'
import { openBreather } from './breathe.ts'
import { askTracker } from './owe.ts'
import { write } from './write.ts'

/** Issues whose events are applied in one write: few enough for D1's 100 parameters of a query. */
const slice = 50

/**
 * Takes over what happened in a tracker, oldest first; what is about issues that are not ours is passed over. May be told
 * the same twice. `trusted` events were read just now, in the issue's turn, so that no write of ours can be under way.
 * `also` is written together with the last of them.
 */
export async function applyEvents(
  deps: Deps,
  tracker: string,
  events: readonly TrackerEvent[],
  { trusted = false, also = [] }: { trusted?: boolean; also?: readonly Statement[] } = {},
): Promise<void> {
  const byIssue = Map.groupBy(events, ({ issue }) => issue.id)
  const ids = [...byIssue.keys()]
  const breathe = openBreather()
  for (let at = 0; at === 0 || at < ids.length; at += slice) {
    await breathe()
    const isLast = at + slice >= ids.length
    await retryConflicts(async () => {
      const issues = await findIssuesByRemote(deps.db, tracker, ids.slice(at, at + slice))
      const statements: Statement[] = isLast ? [...also] : []
      for (const issue of issues) {
        const told = byIssue.get(issue.remoteId ?? '') ?? []
        statements.push(...(await applyToIssue(deps, issue, told, trusted)))
      }
      await write(deps, statements)
    })
  }
  deps.wake()
}

async function applyToIssue(
  deps: Deps,
  known: Issue,
  events: readonly TrackerEvent[],
  trusted: boolean,
): Promise<Statement[]> {
  if (known.goneAt !== null) return []
  const mirror = await openMirror(deps, known, events)
  const statements: Statement[] = []
  let issue = known
  for (const event of events) {
    const applied = await applyEvent(deps, issue, event, { mirror, trusted })
    statements.push(...applied.statements)
    issue = applied.issue
  }
  const count = events.findLast((event) => event.kind === 'issue')?.comments ?? null
  if (count !== null && count < mirror.count() && !trusted)
    statements.push(askTracker(deps, issue, 'a comment seems to be deleted'))
  return statements.length > 0 ? [guardIssue(deps.db, known), ...statements] : []
}

async function applyEvent(
  deps: Deps,
  issue: Issue,
  event: TrackerEvent,
  { mirror, trusted }: { mirror: Mirror; trusted: boolean },
): Promise<Applied> {
  switch (event.kind) {
    case 'issue':
      return applyIssue(deps, issue, event, trusted)
    case 'comment':
      return applyComment(deps, issue, event, { mirror, trusted })
    case 'comment-deleted':
      return applyDeletedComment(deps, issue, event, mirror)
    case 'moved':
      return applyMove(deps, issue, event)
    case 'deleted':
      return applyGone(deps, issue, 'it was deleted in the tracker')
  }
}
