import { attemptMs, leaseMs } from '../../../db/tables/queue/leases.ts'
import { type Deps, type Filed, withRequestId } from '../../deps.ts'
import { abortAt } from '../../platform/fetch.ts'
import type { Kinds } from '../kind.ts'
import {
  type Claimed,
  NotRecorded,
  recordFailure,
  recordSuccess,
  type Spending,
} from './record-attempt.ts'

/** Runs a claimed job once. What could not be recorded is tried again once the lease has run out, with a look-up first. */
export async function attemptJob(
  deps: Deps,
  kinds: Kinds,
  claimed: Omit<Claimed, 'kind'>,
): Promise<void> {
  const { job } = claimed
  const kind = kinds.get(job.kind)
  if (!kind) return deps.log('a job has no kind', { job: job.id, kind: job.kind }, 'error')
  await runAttempt(deps, { ...claimed, kind }).catch((error) =>
    deps.log('an attempt could not be recorded', { job: job.id, error }, 'error'),
  )
}

/**
 * Runs a claimed job once and records everything that came of it in one atomic write, which begins with the lease's guard:
 * a worker that lost its lease records nothing. Throws only if that write fails; the lease then runs out.
 */
async function runAttempt(all: Deps, claimed: Claimed): Promise<void> {
  const { kind, job, issue, account } = claimed
  const deps = withRequestId(all, job.requestId)
  const startedAt = deps.now()
  // From the claim on, not from now: the process may have stood still in between, and another may have the job.
  const signal = abortAt((job.leaseUntil ?? startedAt + leaseMs) - attemptMs, startedAt)
  const spent = (): Spending => {
    const { count, lastAt } = account.writes(signal)
    return { startedAt, writes: count, lastWriteAt: lastAt ?? startedAt }
  }
  let filed: Filed | undefined
  try {
    const payload = kind.payload.parse(job.payload)
    const result = await kind.run(deps, { job, issue, payload, signal })
    await recordSuccess(deps, claimed, result, spent())
    filed = result.filed
    if (!result.again)
      await kind
        .cleanup?.(deps, payload)
        .catch((error) => deps.log('a file was not deleted', { job: job.id, error }, 'error'))
  } catch (error) {
    if (error instanceof NotRecorded) throw error.cause
    await recordFailure(deps, claimed, error, spent())
  }
  if (job.issueId) deps.notifier.notify(job.issueId, filed)
}
