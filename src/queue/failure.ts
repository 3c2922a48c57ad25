import { findAccount, laneId, parkAccount, parkLane, updateAccount } from '../../db/accounts.ts'
import type { Statement } from '../../db/db.ts'
import type { Job } from '../../db/jobs.ts'
import { returnJob } from '../../db/leases.ts'
import type { Deps } from '../deps.ts'
import { TrackerError } from '../domain/errors.ts'
import type { Performer } from '../jobs/performers.ts'
import { afterMissing } from '../mirror/missing-issue.ts'
import { limitedDelay, retryDelay } from './retry.ts'

/** Tries at a job whose failure is our own mistake, before it is parked. */
const bugTries = 3

/** A try's outcome for its record: `done`, a failure kind, or `bug` for anything that is not a TrackerError. */
export function describe(error: unknown): { outcome: string; message: string | null } {
  if (error === null) return { outcome: 'done', message: null }
  if (error instanceof TrackerError) return { outcome: error.kind, message: error.message }
  return { outcome: 'bug', message: error instanceof Error ? error.message : String(error) }
}

/** What to record when a try failed: the job waits or is parked, or its account or lane is. Nothing is ever lost. */
export async function afterFailure(
  deps: Deps,
  performer: Performer,
  job: Job,
  error: unknown,
  startedAt: number,
): Promise<readonly Statement[]> {
  if (!(error instanceof TrackerError)) return afterBug(deps, performer, job, error, startedAt)
  switch (error.kind) {
    case 'limited':
      return afterLimit(deps, performer, job, error)
    case 'unavailable':
      return afterOutage(deps, performer, job, error, startedAt)
    case 'unauthorized':
    case 'forbidden':
      if (error.scope === 'issue') return [park(deps, job, error)]
      return afterRefusedLogIn(deps, performer, job, error)
    case 'missing':
      return afterNotFound(deps, performer, job, error, startedAt)
    case 'rejected':
      return [park(deps, job, error)]
  }
}

async function afterNotFound(
  deps: Deps,
  performer: Performer,
  job: Job,
  error: TrackerError,
  startedAt: number,
): Promise<readonly Statement[]> {
  try {
    const account = deps.accounts.get(job.account)
    const found = account && (await afterMissing(deps, account, job, error))
    return found ?? [park(deps, job, error)]
  } catch (failure) {
    if (!(failure instanceof TrackerError)) throw failure
    return afterOutage(deps, performer, job, failure, startedAt)
  }
}

/** The outcome is unknown, so the next try looks first, and not before a look-up can be believed. */
function afterOutage(
  deps: Deps,
  performer: Performer,
  job: Job,
  error: Error,
  startedAt: number,
): Statement[] {
  const tries = job.tries + 1
  const delay = retryDelay(tries, Math.random())
  if (delay === null) return [park(deps, job, error, { tries, uncertain: true })]
  const dueAt = Math.max(deps.now() + delay, startedAt + performer.settleMs)
  return [returnJob(deps.db, job, { tries, dueAt, uncertain: true, error: error.message })]
}

async function afterLimit(
  deps: Deps,
  performer: Performer,
  job: Job,
  error: TrackerError,
): Promise<Statement[]> {
  if (error.scope === 'issue') {
    const dueAt = deps.now() + (error.retryAfterMs ?? limitedDelay(1))
    return [returnJob(deps.db, job, { dueAt, error: error.message })]
  }
  const limited = ((await findAccount(deps.db, performer.id))?.limited ?? 0) + 1
  const nextWriteAt = deps.now() + (error.retryAfterMs ?? limitedDelay(limited))
  return [
    updateAccount(deps.db, performer.id, { nextWriteAt, limited }),
    // Due since it was first owed: it keeps its place in the queue.
    returnJob(deps.db, job, { dueAt: job.createdAt, error: error.message }),
  ]
}

function afterRefusedLogIn(
  deps: Deps,
  performer: Performer,
  job: Job,
  error: TrackerError,
): Statement[] {
  const now = deps.now()
  const { target } = laneOf(job)
  const parked = { reason: error.message, target, now, checkAt: now + deps.config.pollMs }
  return [
    error.kind === 'unauthorized'
      ? parkAccount(deps.db, performer.id, parked)
      : parkLane(deps.db, laneId(performer.id, target), parked),
    returnJob(deps.db, job, { dueAt: job.createdAt, error: error.message }),
  ]
}

function afterBug(
  deps: Deps,
  performer: Performer,
  job: Job,
  error: unknown,
  startedAt: number,
): Statement[] {
  deps.log('a job met a bug', { job: job.id, kind: job.kind, error })
  const known = new Error('something went wrong inside Lockstep; its log has the details')
  if (job.tries + 1 >= bugTries)
    return [park(deps, job, known, { tries: job.tries + 1, uncertain: true })]
  return afterOutage(deps, performer, job, known, startedAt)
}

function park(deps: Deps, job: Job, error: Error, change: Partial<Job> = {}): Statement {
  return returnJob(deps.db, job, { state: 'parked', error: error.message, ...change })
}

function laneOf(job: Job): { target: string } {
  return { target: job.lane.slice(job.account.length + 1) }
}
