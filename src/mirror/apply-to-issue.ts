import type { Statement } from '../../db/store.ts'
import { guardIssue, type Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/events.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import { applyComment, applyDeletedComment } from './apply-comment.ts'
import { applyIssue } from './apply-issue.ts'
import { applyGone, applyMove, applyShown } from './apply-move.ts'
import { doubtForeign } from './doubt-foreign.ts'
import type { Mirror } from './mirror.ts'
import type { Applied } from './with-history.ts'

/** The writes that apply an issue's events, oldest first. They begin with its guard; empty if nothing is news. */
export async function applyToIssue(
  deps: Deps,
  known: Issue,
  events: readonly TrackerEvent[],
  { mirror, trusted }: { mirror: Mirror; trusted: boolean },
): Promise<Statement[]> {
  if (known.goneAt !== null) return []
  const statements: Statement[] = []
  const before = personsComments(mirror)
  let issue = known
  for (const event of trusted ? events : await doubtForeign(deps, known, events)) {
    const applied = applyEvent(deps, issue, event, { mirror, trusted })
    statements.push(...applied.statements)
    issue = applied.issue
  }
  const late = [...personsComments(mirror)].filter((id) => !before.has(id))
  const doubt = trusted ? null : doubtComments(known, events, { mirror, late })
  if (!trusted && known.missingAt !== null && issue.missingAt === null)
    statements.push(...applyShown(deps, issue))
  else if (doubt) statements.push(enqueueRefresh(deps, issue, doubt))
  return statements.length > 0 ? [guardIssue(deps.db, known), ...statements] : []
}

function personsComments({ comments }: Mirror): Set<string | null> {
  const rows = [...comments.values()].filter(({ origin }) => origin === 'person')
  return new Set(rows.map(({ remoteId }) => remoteId))
}

/**
 * Why the comments may be others than those we have, or null. One may be deleted: the tracker has fewer, or we hear only now
 * of one that it counted already when it last said how many it has. Or there is one of which no poll has heard, as the issue
 * was hidden then.
 */
function doubtComments(
  { seenAt }: Issue,
  events: readonly TrackerEvent[],
  { mirror, late }: { readonly mirror: Mirror; readonly late: readonly (string | null)[] },
): string | null {
  const deleted = 'a comment seems to be deleted'
  const counted = events.findLast((event) => event.kind === 'issue')?.comments ?? null
  if (counted === null) {
    const isLate = (event: TrackerEvent) =>
      event.kind === 'comment' && late.includes(event.comment) && event.createdAt <= seenAt
    return events.some(isLate) ? deleted : null
  }
  if (counted < mirror.count()) return deleted
  if (mirror.isUncertain())
    return 'a comment of ours may be there, and hide that another is deleted'
  return mirror.isExact && counted > mirror.count() ? 'a comment seems to be missing here' : null
}

function applyEvent(
  deps: Deps,
  issue: Issue,
  event: TrackerEvent,
  { mirror, trusted }: { mirror: Mirror; trusted: boolean },
): Applied {
  switch (event.kind) {
    case 'issue':
      return applyIssue(deps, issue, event, { mirror, trusted })
    case 'comment':
      return applyComment(deps, issue, event, { mirror, trusted })
    case 'comment-deleted':
      return applyDeletedComment(deps, issue, event, mirror)
    case 'moved':
      if (event.to.id !== issue.remoteId) mirror.forgetOwnParts()
      return applyMove(deps, issue, event)
    case 'doubtful':
      return askOnce(deps, issue, event, mirror)
    case 'deleted':
      return applyGone(deps, issue, 'it was deleted in the tracker')
  }
}

/** Enqueues a refresh of the issue, unless one is waiting already. */
function askOnce(
  deps: Deps,
  issue: Issue,
  { what, deletion = false }: TrackerEvent & { kind: 'doubtful' },
  { open }: Mirror,
): Applied {
  const isAsked = open.some(
    ({ kind, firstAttemptAt, payload }) =>
      kind === 'refresh' && firstAttemptAt === null && 'deletion' in payload === deletion,
  )
  return { issue, statements: isAsked ? [] : [enqueueRefresh(deps, issue, what, { deletion })] }
}
