import { listAllComments } from '../../db/tables/comments.ts'
import type { Issue } from '../../db/tables/issues.ts'
import { remoteRef } from '../../db/tables/remote.ts'
import type { Account, Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/events.ts'

/**
 * Reads the issue and its comments from the tracker, as events about the issue as we know it: a move first, if there was
 * one; deletions last. Throws TrackerError.
 */
export async function readEvents(
  deps: Deps,
  { connector }: Account,
  issue: Issue,
  signal: AbortSignal,
): Promise<TrackerEvent[]> {
  const ref = remoteRef(issue)
  // Read before the tracker is asked: a comment that comes in meanwhile is not in its answer, but was not deleted.
  const known = await listAllComments(deps.db, [issue.id])
  const now = await connector.read(ref, signal)
  const { events: comments, isWhole } = await connector.comments(now.issue, signal)
  const there = new Set(comments.map(({ comment }) => comment))
  const { at, url } = now
  // A write of ours may have learned the key before the target.
  const moved = (['id', 'key', 'target'] as const).some((part) => now.issue[part] !== ref[part])
  // What was not asked for is not gone.
  const oldest = isWhole ? 0 : (comments[0]?.createdAt ?? Number.POSITIVE_INFINITY)
  const gone = known.filter(
    ({ remoteId, deletedAt, createdAt }) =>
      remoteId && deletedAt === null && createdAt > oldest && !there.has(remoteId),
  )
  return [
    ...(moved ? [{ kind: 'moved', issue: ref, to: now.issue, url, at } as const] : []),
    // Found by the id that we know, and where it is now: the move is applied before.
    { ...now, issue: { ...now.issue, id: ref.id } },
    ...comments.map((event) => ({ ...event, issue: ref })),
    ...gone.map(
      ({ remoteId }) =>
        ({ kind: 'comment-deleted', issue: ref, comment: remoteId ?? '', at }) as const,
    ),
  ]
}
