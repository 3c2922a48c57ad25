import type { Statement } from '../../db/store.ts'
import { insertComment } from '../../db/tables/comments.ts'
import type { Issue } from '../../db/tables/issues.ts'
import { destinationId, ensureUnpolled } from '../../db/tables/queue/destinations.ts'
import {
  insertFirstJob,
  insertIssueJob,
  insertStateJob,
  type NewIssueJob,
  supersedeStates,
} from '../../db/tables/queue/issue-jobs.ts'
import type { Deps } from '../deps.ts'
import { noPerson, type Person } from '../domain/finding.ts'
import { type IssueWork, type SourceChange, urgencyOf } from '../domain/work.ts'
import { newId } from '../platform/new-id.ts'

type Place = Pick<Issue, 'id' | 'account' | 'target' | 'severity'>

/** Enqueues work in the tracker that has, or will have, the issue, behind the issue's earlier work. */
export function enqueue(deps: Deps, issue: Place, work: IssueWork, reason: string): Statement {
  return insertIssueJob(jobOf(deps, issue, placeOf(issue), work, reason))
}

/** Enqueues the filing of an issue that is stored in the same write. */
export function enqueueCreate(deps: Deps, issue: Place, reason: string): Statement {
  const work = { kind: 'create', payload: {} } as const
  return insertFirstJob(jobOf(deps, issue, placeOf(issue), work, reason))
}

interface JobPlace {
  readonly account: string
  readonly destination: string
}

function placeOf({ account, target }: Place): JobPlace {
  return { account, destination: destinationId(account, target) }
}

function jobOf(
  deps: Deps,
  issue: Place,
  place: JobPlace,
  work: IssueWork,
  reason: string,
): NewIssueJob {
  const now = deps.now()
  const own = { id: newId(), issueId: issue.id, ...place, ...urgencyOf(issue, now) }
  return { ...own, ...work, reason, requestId: deps.requestId, now }
}

/** Enqueues a state: it replaces an earlier state that was refused for good. */
export function enqueueState(
  deps: Deps,
  issue: Place,
  state: NonNullable<Extract<IssueWork, { kind: 'update' }>['payload']['state']>,
  reason: string,
): [Statement, Statement] {
  const work = { kind: 'update', payload: { state } } as const
  return [
    insertStateJob(jobOf(deps, issue, placeOf(issue), work, reason)),
    supersedeStates(issue.id, deps.now()),
  ]
}

/** Enqueues a refresh of the issue, to run after its pending writes. Used if an event may be an echo of our own write. With
 * `deletion`, the tracker said that the issue was deleted: if it is not found then, it is gone. */
export function enqueueRefresh(
  deps: Deps,
  issue: Place,
  reason: string,
  { deletion = false } = {},
): Statement {
  const payload = deletion ? { deletion } : {}
  return enqueue(deps, issue, { kind: 'refresh', payload }, reason)
}

/** A comment on the issue, and the job that brings it to the tracker. */
export function enqueueComment(
  deps: Deps,
  issue: Place,
  comment: { origin: 'scanner' | 'lockstep'; author: Person; body: string },
  reason: string,
): [Statement, Statement] {
  const id = newId()
  const now = deps.now()
  return [
    insertComment(deps.db, { id, issueId: issue.id, ...comment, createdAt: now, updatedAt: now }),
    enqueue(deps, issue, { kind: 'comment', payload: { comment: id } }, reason),
  ]
}

/** A comment in Lockstep's own name that explains to the developers what it did. */
export function explain(deps: Deps, issue: Place, body: string, reason: string) {
  return enqueueComment(deps, issue, { origin: 'lockstep', author: noPerson, body }, reason)
}

/** The destination of everything that is written back to a scanner. */
const findingsTarget = 'findings'

/**
 * Enqueues for the finding's scanner what became of it in the tracker; nothing if the scanner cannot be written to. Only
 * people's decisions are reported: what came from the scanner never goes back.
 */
export function enqueuePush(
  deps: Deps,
  issue: Place & Pick<Issue, 'source'>,
  change: SourceChange,
  reason: string,
): Statement[] {
  const { source } = issue
  if (!deps.sources.get(source)?.source.push) return []
  const place = { account: source, destination: destinationId(source, findingsTarget) }
  return [
    ...ensureUnpolled(deps.db, source, findingsTarget),
    insertIssueJob(jobOf(deps, issue, place, { kind: 'push', payload: change }, reason)),
  ]
}
