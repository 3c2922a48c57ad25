import { retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/db.ts'
import { findIssuesByRemote, guardIssue, type Issue } from '../../db/issues.ts'
import type { Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/issue.ts'
import { createYielder } from '../platform/yield.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import { write } from '../queue/write.ts'
import { applyComment, applyDeletedComment, type Mirror, openMirrors } from './apply-comment.ts'
import { applyGone, applyIssue, applyMove } from './apply-issue.ts'
import type { Applied } from './with-history.ts'

/** Issues whose events are applied in one write: few enough for D1's 100 parameters of a query. */
const slice = 90

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
  const yieldNow = createYielder()
  for (let at = 0; at === 0 || at < ids.length; at += slice) {
    await yieldNow()
    const isLast = at + slice >= ids.length
    await retryConflicts(async () => {
      const issues = await findIssuesByRemote(deps.db, tracker, ids.slice(at, at + slice))
      const mirrors = await openMirrors(deps, issues, events)
      const statements: Statement[] = isLast ? [...also] : []
      for (const issue of issues) {
        const told = byIssue.get(issue.remoteId ?? '') ?? []
        const mirror = mirrors.get(issue.id)
        if (mirror) statements.push(...applyToIssue(deps, issue, told, { mirror, trusted }))
      }
      await write(deps, statements)
    })
  }
  deps.wake()
}

function applyToIssue(
  deps: Deps,
  known: Issue,
  events: readonly TrackerEvent[],
  { mirror, trusted }: { mirror: Mirror; trusted: boolean },
): Statement[] {
  if (known.goneAt !== null) return []
  const statements: Statement[] = []
  let issue = known
  for (const event of events) {
    const applied = applyEvent(deps, issue, event, { mirror, trusted })
    statements.push(...applied.statements)
    issue = applied.issue
  }
  const count = events.findLast((event) => event.kind === 'issue')?.comments ?? null
  if (count !== null && count < mirror.count() && !trusted)
    statements.push(enqueueRefresh(deps, issue, 'a comment seems to be deleted'))
  return statements.length > 0 ? [guardIssue(deps.db, known), ...statements] : []
}

function applyEvent(
  deps: Deps,
  issue: Issue,
  event: TrackerEvent,
  { mirror, trusted }: { mirror: Mirror; trusted: boolean },
): Applied {
  switch (event.kind) {
    case 'issue':
      return applyIssue(deps, issue, event, { owed: mirror.owed, trusted })
    case 'comment':
      return applyComment(deps, issue, event, { mirror, trusted })
    case 'comment-deleted':
      return applyDeletedComment(deps, issue, event, mirror)
    case 'moved':
      return applyMove(deps, issue, event)
    case 'doubtful':
      return askOnce(deps, issue, event.what, mirror)
    case 'deleted':
      return applyGone(deps, issue, 'it was deleted in the tracker')
  }
}

/** Has the issue read in its turn, unless it is to be read already. */
function askOnce(deps: Deps, issue: Issue, why: string, { owed }: Mirror): Applied {
  const isAsked = owed.some(({ kind, triedAt }) => kind === 'read' && triedAt === null)
  return { issue, statements: isAsked ? [] : [enqueueRefresh(deps, issue, why)] }
}
