// One file: what is compared, and what follows from a difference.

import { type Attachment, listAttachments } from '../../db/tables/attachments.ts'
import { type Comment, listAllComments, listComments } from '../../db/tables/comments.ts'
import { type Issue, listFiled } from '../../db/tables/issues.ts'
import { openJobs } from '../../db/tables/queue/jobs.ts'
import { remoteRef } from '../../db/tables/remote.ts'
import type { Deps } from '../deps.ts'
import { HttpError, TrackerError } from '../domain/errors.ts'
import type { CommentEvent, IssueEvent, TrackerEvent } from '../domain/events.ts'
import type { RemoteRef } from '../domain/issue.ts'
import { enqueueRefresh } from '../queue/enqueue.ts'
import { isOurs } from './apply-comment.ts'
import { readEvents } from './read-issue.ts'

/** A field in which our row and the tracker's issue differ. */
interface Drift {
  readonly issue: string
  readonly field: 'status' | 'reason' | 'key' | 'labels' | 'assignee' | 'comments' | 'tracker'
  readonly ours: unknown
  readonly theirs: unknown
}

/** What was found; `next` is the id to go on after if there is more. */
export interface Reconciliation {
  readonly checked: number
  readonly drift: readonly Drift[]
  readonly next?: string
}

const callMs = 10_000
/** Calls that an issue may come to. */
const issueCalls = 12

/**
 * Compares what is mapped with the trackers, `limit` issues after the id `after`; fewer if the budget ends before. Changes
 * nothing unless `apply` says that the tracker is right: then each issue that differs is read again in its turn. Issues with
 * open jobs are skipped. Throws HttpError if a tracker does not answer: what could not be looked up is not guessed.
 */
export async function reconcile(
  deps: Deps,
  { after, limit, apply }: { after: string; limit: number; apply: boolean },
): Promise<Reconciliation> {
  const issues = await listFiled(deps.db, after, limit)
  const drift: Drift[] = []
  let checked = 0
  let last = after
  for (const issue of issues) {
    const end = deps.budget.begin(issueCalls)
    if (!end) return { checked, drift, next: last }
    const found = await compare(deps, issue, apply).finally(end)
    if (found) checked += 1
    drift.push(...(found ?? []))
    last = issue.id
  }
  return { checked, drift, ...(issues.length === limit && { next: last }) }
}

/** Null if the issue has open jobs in its tracker. */
async function compare(deps: Deps, issue: Issue, apply: boolean): Promise<Drift[] | null> {
  const open = await openJobs(deps.db, [issue.id])
  if (open.some(({ account }) => account === issue.account)) return null
  const account = deps.accounts.get(issue.account)
  if (!account) return [{ issue: issue.id, field: 'tracker', ours: issue.account, theirs: null }]
  try {
    const events = await readEvents(deps, account, issue, AbortSignal.timeout(callMs))
    const comments = await listAllComments(deps.db, [issue.id])
    const files = await listAttachments(deps.db, [issue.id])
    const shown = await listComments(deps.db, issue.id)
    const drift = driftOf(issue, events, { shown, comments, files })
    if (apply && drift.length > 0) await readInTurn(deps, issue, 'it differs from the tracker')
    return drift
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error
    if (error.kind !== 'missing') throw new HttpError(502, `${issue.id}: ${error.message}`)
    // A refresh distinguishes a lost permission from an issue that is gone.
    if (apply) await readInTurn(deps, issue, 'not found when reconciling')
    return [{ issue: issue.id, field: 'tracker', ours: issue.remoteUrl, theirs: null }]
  }
}

/** What was read just now may be older than a write of ours that was under way meanwhile: in the issue's turn there is none. */
async function readInTurn(deps: Deps, issue: Issue, why: string): Promise<void> {
  await deps.db.atomic([enqueueRefresh(deps, issue, why)])
  deps.wake(issue.account)
}

/** What is stored of an issue's comments and files: those that are shown in their order, and all, the deleted too. */
interface Written {
  readonly shown: readonly Comment[]
  readonly comments: readonly Comment[]
  readonly files: readonly Attachment[]
}

function driftOf(issue: Issue, events: readonly TrackerEvent[], known: Written): Drift[] {
  const now = events.find((event): event is IssueEvent => event.kind === 'issue')
  const moved = events.find((event) => event.kind === 'moved')
  const comments = events.filter((event): event is CommentEvent => event.kind === 'comment')
  const pairs: [Drift['field'], unknown, unknown][] = [
    ['key', moved && placeOf(remoteRef(issue)), moved && placeOf(moved.to)],
    ['status', issue.status, now?.state.status],
    ['reason', issue.reason, now?.state.reason],
    ['labels', issue.remoteLabels ?? now?.labels, now?.labels],
    ['assignee', issue.remoteAssignee, now?.assignee],
    ['comments', said(known.shown), reported(known, comments)],
  ]
  return pairs
    .filter(([, ours, theirs]) => JSON.stringify(ours) !== JSON.stringify(theirs))
    .map(([field, ours, theirs]) => ({ issue: issue.id, field, ours, theirs }))
}

/** Where it is: an issue that was transferred may have the same number in another repository. */
function placeOf({ target, key }: RemoteRef): string {
  return `${target} ${key}`
}

/** People's comments, to be compared: what we wrote ourselves is not mirrored. */
function said(known: readonly Comment[]): string[] {
  return known.filter(({ origin }) => origin === 'person').map(({ body }) => body)
}

/** The same as the tracker has them. A marker alone makes no comment ours: people can copy it. */
function reported(written: Written, comments: readonly CommentEvent[]): string[] {
  const ours = [...written.comments.filter(({ origin }) => origin !== 'person'), ...written.files]
  return comments.filter((comment) => !isOurs(comment, ours)).map(({ body }) => body)
}
