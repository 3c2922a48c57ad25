import { uuidv7 } from 'uuidv7'
import { updateAccount } from '../../db/accounts.ts'
import { insertAttempt, writesSince } from '../../db/attempts.ts'
import type { Statement } from '../../db/db.ts'
import { type Job, nextDue } from '../../db/jobs.ts'
import { claimJob, finishJob, freeLeases } from '../../db/leases.ts'
import type { Account, Deps } from '../deps.ts'
import { coalesce } from './coalesce.ts'
import { afterFailure, describe } from './fail.ts'
import { perform } from './perform.ts'

/** How long a call to a tracker may take, in milliseconds: half of a lease. */
const callMs = 10_000
const hourMs = 3_600_000

/**
 * Makes the function that does every job that is due: all accounts at once, each as many at a time as its tracker
 * bears, a slow tracker holding up no other. May be called at any time, and run in several processes at once.
 */
export function createDeliver(deps: Deps): () => Promise<void> {
  const accounts = [...deps.accounts.values()]
  const drains = accounts.map((account) => coalesce(() => drain(deps, account)))
  return async function deliver() {
    await Promise.all(drains.map((drainAccount) => drainAccount()))
  }
}

/** When the next job will be due, in epoch milliseconds; infinity where none waits for time alone. */
export async function nextJobDue({ db, accounts }: Deps): Promise<number> {
  const dues = await Promise.all([...accounts.keys()].map((id) => nextDue(db, id)))
  return Math.min(...dues.map((due) => due ?? Number.POSITIVE_INFINITY))
}

/**
 * Takes over from a process that died: on Node one process owns the store, so at its start nobody else holds a lease.
 */
export async function recoverLeases(deps: Deps): Promise<void> {
  for (const { id, definition } of deps.accounts.values()) {
    const free = { account: id, settleMs: definition.settleMs, now: deps.now(), all: true }
    await deps.db.atomic([freeLeases(deps.db, free)])
  }
}

async function drain(deps: Deps, account: Account): Promise<void> {
  const { id, definition } = account
  const expired = { account: id, settleMs: definition.settleMs, now: deps.now() }
  await deps.db.atomic([freeLeases(deps.db, expired)])
  const running = new Set<Promise<void>>()
  for (;;) {
    const job = await claimJob(deps.db, {
      account: id,
      concurrency: definition.concurrency,
      token: uuidv7(),
      now: deps.now(),
    })
    if (job) {
      const run: Promise<void> = attempt(deps, account, job)
        // Not recorded: the lease runs out, and the next try looks first.
        .catch((error) => deps.log('a try could not be recorded', { job: job.id, error }))
        .finally(() => running.delete(run))
      running.add(run)
    }
    if (!job && running.size === 0) return
    if (!job || running.size >= definition.concurrency) await Promise.race(running)
  }
}

/** One try at a claimed job: what came of it is recorded in one atomic write. */
async function attempt(deps: Deps, account: Account, job: Job): Promise<void> {
  const startedAt = deps.now()
  let error: unknown = null
  let results: Statement[] = []
  try {
    results = await perform(deps, account, job, AbortSignal.timeout(callMs))
  } catch (thrown) {
    error = thrown ?? new Error('unknown')
  }
  const now = deps.now()
  const writes = account.takeWrites()
  const { outcome, message } = describe(error)
  const record = insertAttempt(deps.db, {
    id: uuidv7(),
    jobId: job.id,
    account: account.id,
    at: now,
    took: now - startedAt,
    writes,
    outcome,
    message,
  })
  const change = error
    ? await afterFailure(deps, account, job, error, startedAt)
    : [
        ...results,
        ...finishJob(deps.db, job, now),
        updateAccount(deps.db, account.id, { limited: 0 }),
      ]
  await deps.db.atomic([record, ...(await paced(deps, account, writes, now)), ...change])
  if (error)
    deps.log('a job failed', {
      job: job.id,
      kind: job.kind,
      account: account.id,
      outcome,
      error: message,
    })
  deps.bell.ring(job.issueId)
}

/** Makes the account wait as long as its pace asks after `writes` requests that wrote. */
async function paced(
  deps: Deps,
  account: Account,
  writes: number,
  now: number,
): Promise<Statement[]> {
  const { writesPerMinute, writesPerHour } = account.pace
  if (writes === 0) return []
  let nextWriteAt = writesPerMinute ? now + Math.ceil((60_000 * writes) / writesPerMinute) : now
  if (writesPerHour) {
    const last = await writesSince(deps.db, account.id, now - hourMs)
    const full = last.writes + writes >= writesPerHour
    if (full) nextWriteAt = Math.max(nextWriteAt, (last.first ?? now) + hourMs)
  }
  return [updateAccount(deps.db, account.id, { nextWriteAt })]
}
