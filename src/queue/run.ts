import { uuidv7 } from 'uuidv7'
import { updateAccount } from '../../db/accounts.ts'
import { insertAttempt, writesSince } from '../../db/attempts.ts'
import type { Statement } from '../../db/db.ts'
import { type Job, nextDues } from '../../db/jobs.ts'
import { claimJob, finishJob, freeLeases } from '../../db/leases.ts'
import type { Deps } from '../deps.ts'
import { type Performer, performersOf } from '../jobs/performers.ts'
import { runOnce } from '../platform/run-once.ts'
import { createYielder } from '../platform/yield.ts'
import { afterFailure, describe } from './failure.ts'
import { write } from './write.ts'

/** How long a call to a tracker may take, in milliseconds: half of a lease. */
const callMs = 10_000
/** Calls that a try may come to: those to the tracker, at most those of an attachment, and those to the store. */
const tryCalls = 14
const hourMs = 3_600_000

/**
 * Makes the function that does every job that is due: all accounts at once, each as many at a time as its tracker
 * bears, a slow tracker holding up no other. May be called at any time, and run in several processes at once. It answers
 * once nothing is under way any more.
 */
export function createDeliver(deps: Deps): () => Promise<void> {
  const performers = performersOf(deps)
  const drains = new Map(
    performers.map((performer) => [performer.id, runOnce(() => drain(deps, performer))]),
  )
  const running = new Map<string, Promise<unknown>>()
  return async function deliver() {
    await freeAll(deps, performers, false)
    const dues = await nextDues(deps.db, [...drains.keys()])
    const due = [...drains].filter(
      ([id]) => (dues.get(id) ?? Number.POSITIVE_INFINITY) <= deps.now(),
    )
    const begun = due.map(([id, drainAccount]) => {
      const run = drainAccount()
      running.set(
        id,
        run.catch(() => {}),
      )
      return run
    })
    await Promise.all([...begun, ...running.values()])
  }
}

/** When the next job will be due, in epoch milliseconds; infinity where none waits for time alone. */
export async function nextJobDue(deps: Deps): Promise<number> {
  const ids = performersOf(deps).map(({ id }) => id)
  return Math.min(...(await nextDues(deps.db, ids)).values())
}

/**
 * Takes over from a process that died: on Node one process owns the store, so at its start nobody else holds a lease.
 */
export function recoverLeases(deps: Deps): Promise<void> {
  return freeAll(deps, performersOf(deps), true)
}

/** Gives back jobs whose lease has run out, or all that are under one. */
function freeAll(deps: Deps, performers: readonly Performer[], all: boolean): Promise<void> {
  const now = deps.now()
  return write(
    deps,
    performers.map(({ id, settleMs }) => freeLeases(deps.db, { account: id, settleMs, now, all })),
  )
}

async function drain(deps: Deps, performer: Performer): Promise<void> {
  const { id, concurrency } = performer
  const running = new Set<Promise<void>>()
  const yieldNow = createYielder()
  for (;;) {
    const end = deps.budget.begin(tryCalls)
    const job = end && (await claimJob(deps.db, { account: id, concurrency, ...claimNow(deps) }))
    if (job) {
      const run: Promise<void> = attempt(deps, performer, job)
        // Not recorded: the lease runs out, and the next try looks first.
        .catch((error) => deps.log('a try could not be recorded', { job: job.id, error }))
        .finally(() => {
          end()
          running.delete(run)
        })
      running.add(run)
    } else end?.()
    if (!job && running.size === 0) return
    if (!job || running.size >= concurrency) await Promise.race(running)
    await yieldNow()
  }
}

function claimNow({ now }: Deps) {
  return { token: uuidv7(), now: now() }
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
  deps.notifier.notify(job.issueId)
  if (!error) await performer.tidy?.(job)
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
