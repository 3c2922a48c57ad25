import { retryConflicts } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'
import { guardIssue, type Issue } from '../../db/tables/issues.ts'
import { findIssuesByRemote } from '../../db/tables/remote.ts'
import type { Deps } from '../deps.ts'
import type { TrackerEvent } from '../domain/events.ts'
import { createYielder } from '../platform/yield.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import { applyComment, applyDeletedComment, type Mirror, openMirrors } from './apply-comment.ts'
import { applyGone, applyIssue, applyMove } from './apply-issue.ts'
import { doubtForeign } from './doubt-foreign.ts'
import type { Applied } from './with-history.ts'

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
  { trusted = false, also = [] }: Trust & { also?: readonly Statement[] } = {},
): Promise<void> {
  const slices = sliced(events)
  const yieldNow = createYielder()
  for (const [at, part] of slices.entries()) {
    await yieldNow()
    const last = at === slices.length - 1 ? also : []
    await retryConflicts(async () =>
      deps.db.atomic([...(await eventWrites(deps, account, part, { trusted })), ...last]),
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
      if (mirror) statements.push(...applyToIssue(deps, issue, own, { mirror, trusted }))
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

function applyToIssue(
  deps: Deps,
  known: Issue,
  events: readonly TrackerEvent[],
  { mirror, trusted }: { mirror: Mirror; trusted: boolean },
): Statement[] {
  if (known.goneAt !== null) return []
  const statements: Statement[] = []
  let issue = known
  for (const event of trusted ? events : doubtForeign(known, events)) {
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
      return applyIssue(deps, issue, event, { mirror, trusted })
    case 'comment':
      return applyComment(deps, issue, event, { mirror, trusted })
    case 'comment-deleted':
      return applyDeletedComment(deps, issue, event, mirror)
    case 'moved':
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
