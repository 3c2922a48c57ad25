import { uuidv7 } from 'uuidv7'
import { updateAccount } from '../../db/accounts.ts'
import { insertAttempt, writesSince } from '../../db/attempts.ts'
import type { Statement } from '../../db/db.ts'
import { type Job, nextDue } from '../../db/jobs.ts'
import { claimJob, finishJob, freeLeases } from '../../db/leases.ts'
import type { Deps } from '../deps.ts'
import { openBreather } from './breathe.ts'
import { coalesce } from './coalesce.ts'
import { afterFailure, describe } from './fail.ts'
import { type Performer, performersOf } from './performers.ts'

/** How long a call to a tracker may take, in milliseconds: half of a lease. */
const callMs = 10_000
const hourMs = 3_600_000

/**
 * Makes the function that does every job that is due: all accounts at once, each as many at a time as its tracker
 * bears, a slow tracker holding up no other. May be called at any time, and run in several processes at once.
 */
export function createDeliver(deps: Deps): () => Promise<void> {
  const drains = performersOf(deps).map((performer) => coalesce(() => drain(deps, performer)))
  return async function deliver() {
    await Promise.all(drains.map((drainAccount) => drainAccount()))
  }
}

/** When the next job will be due, in epoch milliseconds; infinity where none waits for time alone. */
export async function nextJobDue(deps: Deps): Promise<number> {
  const dues = await Promise.all(performersOf(deps).map(({ id }) => nextDue(deps.db, id)))
  return Math.min(...dues.map((due) => due ?? Number.POSITIVE_INFINITY))
}

/**
 * Takes over from a process that died: on Node one process owns the store, so at its start nobody else holds a lease.
 */
export async function recoverLeases(deps: Deps): Promise<void> {
  for (const { id, settleMs } of performersOf(deps)) {
    const free = { account: id, settleMs, now: deps.now(), all: true }
    await deps.db.atomic([freeLeases(deps.db, free)])
  }
}

async function drain(deps: Deps, performer: Performer): Promise<void> {
  const { id, settleMs, concurrency } = performer
  const expired = { account: id, settleMs, now: deps.now() }
  await deps.db.atomic([freeLeases(deps.db, expired)])
  const running = new Set<Promise<void>>()
  const breathe = openBreather()
  for (;;) {
    const job = await claimJob(deps.db, {
      account: id,
      concurrency,
      token: uuidv7(),
      now: deps.now(),
    })
    if (job) {
      const run: Promise<void> = attempt(deps, performer, job)
        // Not recorded: the lease runs out, and the next try looks first.
        .catch((error) => deps.log('a try could not be recorded', { job: job.id, error }))
        .finally(() => running.delete(run))
      running.add(run)
    }
    if (!job && running.size === 0) return
    if (!job || running.size >= concurrency) await Promise.race(running)
    await breathe()
  }
}

/** One try at a claimed job: what came of it is recorded in one atomic write. */
async function attempt(deps: Deps, performer: Performer, job: Job): Promise<void> {
  const startedAt = deps.now()
  let error: unknown = null
  let results: readonly Statement[] = []
  try {
    results = await performer.perform(job, AbortSignal.timeout(callMs))
  } catch (thrown) {
    error = thrown ?? new Error('unknown')
  }
  const now = deps.now()
  const writes = performer.takeWrites()
  const { outcome, message } = describe(error)
  const record = insertAttempt(deps.db, {
    id: uuidv7(),
    jobId: job.id,
    account: performer.id,
    at: now,
    took: now - startedAt,
    writes,
    outcome,
    message,
  })
  const change = error
    ? await afterFailure(deps, performer, job, error, startedAt)
    : [
        ...results,
        ...finishJob(deps.db, job, now, writes * performer.issueEveryMs),
        updateAccount(deps.db, performer.id, { limited: 0 }),
      ]
  await deps.db.atomic([record, ...(await paced(deps, performer, writes, now)), ...change])
  if (error)
    deps.log('a job failed', {
      job: job.id,
      kind: job.kind,
      account: performer.id,
      outcome,
      error: message,
    })
  deps.bell.ring(job.issueId)
}

/** Makes the account wait as long as its pace asks after `writes` requests that wrote. */
async function paced(
  deps: Deps,
  { id, pace }: Performer,
  writes: number,
  now: number,
): Promise<Statement[]> {
  const { writesPerMinute, writesPerHour } = pace
  if (writes === 0) return []
  let nextWriteAt = writesPerMinute ? now + Math.ceil((60_000 * writes) / writesPerMinute) : now
  if (writesPerHour) {
    const last = await writesSince(deps.db, id, now - hourMs)
    const full = last.writes + writes >= writesPerHour
    if (full) nextWriteAt = Math.max(nextWriteAt, (last.first ?? now) + hourMs)
  }
  return [updateAccount(deps.db, id, { nextWriteAt })]
}
