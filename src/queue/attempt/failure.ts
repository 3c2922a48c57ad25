// One file: the table of what follows from each kind of failure.

import { isStoreOutage } from '../../../db/conflict.ts'
import type { Statement } from '../../../db/store.ts'
import { pauseAccount, pauseDestination } from '../../../db/tables/queue/accounts.ts'
import type { JobChange } from '../../../db/tables/queue/end-claim.ts'
import type { Job } from '../../../db/tables/queue/jobs.ts'
import type { Deps } from '../../deps.ts'
import { TrackerError } from '../../domain/errors.ts'
import { wasNeverSent } from '../../platform/fetch.ts'
import type { QueueAccount } from '../accounts.ts'
import type { JobKind } from '../kind.ts'
import { limitedDelay, retryDelay } from './retry.ts'

/** Tries at a job whose failure is our own mistake, before it is given up. */
const bugTries = 3

/** A failed attempt. */
export interface Failure {
  readonly kind: JobKind
  readonly account: QueueAccount
  readonly job: Job
  readonly error: unknown
  readonly writes: number
  /** When the last write was sent; when the attempt began if none was. */
  readonly lastWriteAt: number
  /** Times in a row that the account was too fast before. */
  readonly limited: number
}

/** What follows from a failed attempt. */
export interface Consequence {
  readonly change: JobChange
  /** Pauses. */
  readonly statements: readonly Statement[]
  /** If the account was too fast: when to go on, in epoch milliseconds. */
  readonly notBefore: number | null
}

const noStore = "Lockstep's own store gave no answer. Lockstep tries again."

/** An attempt's outcome for its record: a failure kind, or `bug` for what is neither a TrackerError nor an outage of the store. */
export function outcomeOf(error: unknown): { outcome: string; message: string } {
  if (error instanceof TrackerError) return { outcome: error.kind, message: error.message }
  if (isStoreOutage(error)) return { outcome: 'unavailable', message: noStore }
  return { outcome: 'bug', message: error instanceof Error ? error.message : String(error) }
}

/**
 * Decides what follows from a failed attempt, by the kind of failure alone:
 * `limited` waits; `unavailable` retries by the table; `unauthorized` pauses the account and `forbidden` the destination,
 * and the job keeps its place; `missing` and `rejected` fail the job, but what may be over is tried once more at once; a bug is
 * retried and fails at the third time.
 * Recurring work never fails: it runs again at its usual time.
 */
export function consequenceOf(deps: Deps, failure: Failure): Consequence {
  const { kind, error } = failure
  const consequence = byKind(deps, failure, error instanceof TrackerError ? error : null)
  if (!kind.everyMs) return consequence
  const dueAt = Math.max(deps.now() + kind.everyMs(deps), consequence.notBefore ?? 0)
  const { job } = failure
  const change = { state: 'waiting', dueAt, tries: job.tries + 1, outcomeUnknown: false } as const
  return { ...consequence, change: { ...failing(deps, failure), ...change }, notBefore: null }
}

function byKind(deps: Deps, failure: Failure, error: TrackerError | null): Consequence {
  switch (error?.kind) {
    case 'limited':
      return afterLimit(deps, failure, error)
    case 'unavailable':
      return just(afterOutage(deps, failure))
    case 'unauthorized':
    case 'forbidden':
      if (error.scope === 'issue') return just(fail(deps, failure))
      return afterRefusedAccess(deps, failure, error)
    case 'missing':
    case 'rejected':
      return just(error.mayBeOver ? onceMore(deps, failure) : fail(deps, failure))
    default:
      return just(
        isStoreOutage(failure.error) ? afterOutage(deps, failure) : afterBug(deps, failure),
      )
  }
}

/** The outcome is unknown unless nothing was sent: the next try looks first, once a look-up can be believed. */
function afterOutage(deps: Deps, failure: Failure): JobChange {
  const { job, account, error, writes, lastWriteAt } = failure
  const tries = job.tries + 1
  const delay = retryDelay(tries, deps.random())
  const nothingSent = writes === 0 && wasNeverSent(error)
  const outcomeUnknown = job.outcomeUnknown || !nothingSent
  if (delay === null) return { ...fail(deps, failure), tries, outcomeUnknown }
  const settled = nothingSent ? 0 : lastWriteAt + account.settleMs
  const dueAt = Math.max(deps.now() + delay, settled)
  return { ...failing(deps, failure), state: 'waiting', tries, dueAt, outcomeUnknown }
}

function afterBug(deps: Deps, failure: Failure): JobChange {
  const known = 'Something went wrong inside Lockstep. Its log has the details.'
  const tries = failure.job.tries + 1
  if (tries >= bugTries)
    return { ...fail(deps, failure), error: known, tries, outcomeUnknown: true }
  return { ...afterOutage(deps, failure), error: known }
}

/** Fails if the last try was refused in the same words. Tries count, in case the words are never the same. */
function onceMore(deps: Deps, failure: Failure): JobChange {
  const { job, error } = failure
  const tries = job.tries + 1
  if (job.error === outcomeOf(error).message || retryDelay(tries, 0) === null)
    return fail(deps, failure)
  return { ...failing(deps, failure), ...inPlace(job, deps.now()), tries }
}

/** A limit of one issue is no reason to leave the account alone. */
function afterLimit(deps: Deps, failure: Failure, error: TrackerError): Consequence {
  const { job, limited } = failure
  const now = deps.now()
  if (error.scope === 'issue') {
    const dueAt = now + (error.retryAfterMs ?? limitedDelay(1))
    return just({ ...failing(deps, failure), state: 'waiting', dueAt })
  }
  const notBefore = now + (error.retryAfterMs ?? limitedDelay(limited + 1))
  return { ...just({ ...failing(deps, failure), ...inPlace(job, notBefore) }), notBefore }
}

function afterRefusedAccess(deps: Deps, failure: Failure, error: TrackerError): Consequence {
  const { account, job } = failure
  const now = deps.now()
  const place = { id: job.destination ?? '', account: account.id }
  const target = place.id.slice(account.id.length + 1)
  const pause = { reason: error.message, target, now, checkAt: now + deps.config.pollMs }
  const statements =
    error.kind === 'unauthorized' || job.destination === null
      ? pauseAccount(deps.db, account.id, pause)
      : pauseDestination(deps.db, place, pause)
  const change = { ...failing(deps, failure), ...inPlace(job, now) }
  return { change, statements, notBefore: null }
}

/** The job keeps its place in the order: it is ready, and the account or the destination is what waits. */
function inPlace(job: Job, dueAt: number): JobChange {
  return job.paced ? { state: 'ready' } : { state: 'waiting', dueAt }
}

function fail(deps: Deps, failure: Failure): JobChange {
  return { ...failing(deps, failure), state: 'failed' }
}

function failing(deps: Deps, { job, error }: Failure) {
  const since = job.failingSince ?? deps.now()
  return { error: outcomeOf(error).message, failingSince: since }
}

function just(change: JobChange): Consequence {
  return { change, statements: [], notBefore: null }
}
