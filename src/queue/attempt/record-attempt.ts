// One file: success and failure are recorded by the same few rows.

import { retryConflicts } from '../../../db/conflict.ts'
import type { Statement } from '../../../db/store.ts'
import type { Issue } from '../../../db/tables/issues.ts'
import { findAccount } from '../../../db/tables/queue/accounts.ts'
import { insertAttempt } from '../../../db/tables/queue/attempts.ts'
import { endClaim, type JobChange } from '../../../db/tables/queue/end-claim.ts'
import { releaseAfter } from '../../../db/tables/queue/issue-jobs.ts'
import type { Job } from '../../../db/tables/queue/jobs.ts'
import { chargeAccount } from '../../../db/tables/queue/pace.ts'
import type { Deps } from '../../deps.ts'
import { TrackerError } from '../../domain/errors.ts'
import { newId } from '../../platform/new-id.ts'
import { type QueueAccount, writeEveryMs } from '../accounts.ts'
import type { JobKind, Result } from '../kind.ts'
import type { Write } from '../records.ts'
import { logFailure, logPause, logSuccess } from './attempt-log.ts'
import { consequenceOf, outcomeOf } from './failure.ts'

/** A claimed job, with its kind, its account and the issue it is about. */
export interface Claimed {
  readonly kind: JobKind
  readonly account: QueueAccount
  readonly job: Job
  readonly issue: Issue | null
  readonly write: Write
}

/** What an attempt took: when it began, how many requests it wrote by, and when it sent the last. Epoch milliseconds. */
export interface Spending {
  readonly startedAt: number
  readonly writes: number
  readonly lastWriteAt: number
}

/** The tracker did its part, and our store did not: not a failure of the job. */
export class NotRecorded extends Error {}

/** Records that the job did its part. Throws NotRecorded if the store does not. */
export async function recordSuccess(deps: Deps, claimed: Claimed, result: Result, spent: Spending) {
  const { job, account, write } = claimed
  const { record = [] } = result
  const now = deps.now()
  const message = result.note ?? null
  const pause = spent.writes * account.issueEveryMs
  const change = changeAfter(deps, claimed, result)
  // An issue's job that is done holds its last attempt itself: one row fewer for each finding.
  const isKept = change.state === 'done' && job.issueId !== null
  const { startedAt, writes } = spent
  const own = isKept ? { took: now - startedAt, writes, note: message } : {}
  await retryConflicts(async () => {
    const statements = typeof record === 'function' ? await record() : record
    await write([
      endClaim(deps.db, job, { ...change, ...own }),
      ...statements,
      ...(job.paced && !isKept
        ? attemptOf(deps, claimed, spent, { outcome: 'done', message })
        : []),
      ...(job.paced ? [charge(deps, claimed, spent, null)] : []),
      ...(change.state === 'done' ? release(job, pause > 0 ? now + pause : 0) : []),
    ])
  }).catch((cause) => {
    throw new NotRecorded('the attempt could not be recorded', { cause })
  })
  logSuccess(deps, claimed, { startedAt: spent.startedAt, note: result.note })
}

function changeAfter(deps: Deps, { kind, job }: Claimed, result: Result): JobChange {
  const now = deps.now()
  const fine = { tries: 0, error: null, failingSince: null, outcomeUnknown: false }
  const every = result.over ? undefined : kind.everyMs?.(deps)
  if (!result.again && every === undefined)
    return { ...fine, state: 'done', finishedAt: now, payload: { ...result.keep } }
  const dueAt = result.again?.dueAt ?? now + (every ?? 0)
  // What was not looked up yet is as uncertain as before.
  const outcomeUnknown = result.again !== undefined && job.outcomeUnknown
  const payload = result.again?.payload && { payload: { ...result.again.payload } }
  const soon = job.paced && dueAt <= now
  const turn = soon ? ({ state: 'ready' } as const) : ({ state: 'waiting', dueAt } as const)
  return { ...fine, outcomeUnknown, ...turn, ...payload }
}

/** Records a failure and what follows from it. */
export async function recordFailure(deps: Deps, claimed: Claimed, error: unknown, spent: Spending) {
  const { job, account, kind, write } = claimed
  const isLimited = error instanceof TrackerError && error.kind === 'limited'
  const limited = isLimited ? ((await findAccount(deps.db, account.id))?.limited ?? 0) : 0
  const { change, statements, notBefore } = consequenceOf(deps, {
    ...claimed,
    ...spent,
    error,
    limited,
  })
  const { outcome, message } = outcomeOf(error)
  // A recurring job that goes on failing for the same reason is recorded and logged once.
  const isKnown = kind.everyMs !== undefined && job.error === message
  await write([
    endClaim(deps.db, job, change),
    ...statements,
    ...(isKnown ? [] : attemptOf(deps, claimed, spent, outcomeOf(error))),
    ...(job.paced ? [charge(deps, claimed, spent, notBefore)] : []),
    ...(change.state === 'failed' ? release(job, 0) : []),
  ])
  const { startedAt } = spent
  const what = { outcome, state: change.state, error: outcome === 'bug' ? error : message }
  if (!isKnown) logFailure(deps, claimed, { startedAt, ...what })
  if (statements.length > 0)
    logPause(deps, claimed, { isAccount: outcome === 'unauthorized', reason: message })
}

function charge(deps: Deps, { job, account }: Claimed, spent: Spending, notBefore: number | null) {
  const { writes, lastWriteAt } = spent
  return chargeAccount({
    writes,
    lastWriteAt,
    account: account.id,
    destination: job.destination ?? '',
    now: deps.now(),
    everyMs: writeEveryMs(account),
    perHour: account.pace.writesPerHour,
    notBefore,
  })
}

function attemptOf(
  deps: Deps,
  { job, account }: Claimed,
  { startedAt, writes }: Spending,
  came: { readonly outcome: string; readonly message: string | null },
): Statement[] {
  const row = { id: newId(), jobId: job.id, account: account.id, at: startedAt, writes, ...came }
  return [insertAttempt(deps.db, { ...row, took: deps.now() - startedAt })]
}

/** The issue may have been linked to another account while the job ran. */
function release({ id, issueId }: Job, notBefore: number): Statement[] {
  return issueId === null ? [] : [releaseAfter(issueId, id, notBefore)]
}
