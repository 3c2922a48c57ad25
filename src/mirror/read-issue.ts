import { listAllComments } from '../../db/comments.ts'
import type { Statement } from '../../db/db.ts'
import { type Issue, remoteRef } from '../../db/issues.ts'
import type { Account, Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/issue.ts'
import { applyEvents } from './apply-events.ts'

/** Takes over how the issue and its comments are in the tracker now, whatever was told before. Throws TrackerError. */
export async function readIssue(
  deps: Deps,
  account: Account,
  issue: Issue,
  signal: AbortSignal,
): Promise<Statement[]> {
  const events = await readEvents(deps, account, issue, signal)
  await applyEvents(deps, issue.tracker, events, { trusted: true })
  return []
}

/** The same as events about the issue as we know it: a move first, if there was one; deletions last. */
export async function readEvents(
  deps: Deps,
  { connector }: Account,
  issue: Issue,
  signal: AbortSignal,
): Promise<TrackerEvent[]> {
  const ref = remoteRef(issue)
  // Before the tracker is asked: what comes in meanwhile is not in its answer, yet not deleted.
  const known = await listAllComments(deps.db, [issue.id])
  const now = await connector.read(ref, signal)
  const comments = await connector.comments(now.issue, signal)
  const there = new Set(comments.map(({ comment }) => comment))
  const { at, url } = now
  const moved = now.issue.id !== ref.id || now.issue.key !== ref.key
  const gone = known.filter(
    ({ remoteId, deletedAt }) => remoteId && deletedAt === null && !there.has(remoteId),
  )
  return [
    ...(moved ? [{ kind: 'moved', issue: ref, to: now.issue, url, at } as const] : []),
    { ...now, issue: ref },
    ...comments.map((event) => ({ ...event, issue: ref })),
    ...gone.map(
      ({ remoteId }) =>
        ({ kind: 'comment-deleted', issue: ref, comment: remoteId ?? '', at }) as const,
    ),
  ]
}
