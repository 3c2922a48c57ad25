import type { Deps } from '../../deps.ts'
import type { Level } from '../../platform/log.ts'
import type { Claimed } from './record-attempt.ts'

/** What became of an attempt that failed. */
export interface Failed {
  readonly startedAt: number
  readonly outcome: string
  readonly state: string | undefined
  readonly error: unknown
}

/** Writes the line of an attempt that worked. That of a recurring job is for those who look for it. */
export function logSuccess(
  { log, now }: Deps,
  claimed: Claimed,
  { startedAt, note }: { readonly startedAt: number; readonly note: string | undefined },
): void {
  const { failingSince } = claimed.job
  const isRecurring = claimed.kind.everyMs !== undefined
  const data = { ...namesOf(claimed), took: now() - startedAt, ...(note && { note }) }
  if (!isRecurring || failingSince === null)
    log('a job is done', data, isRecurring ? 'debug' : 'info')
  else log('a job works again', { ...data, failedFor: now() - failingSince })
}

/** Writes the line of an attempt that failed. */
export function logFailure(
  { log, now }: Deps,
  claimed: Claimed,
  { startedAt, ...what }: Failed,
): void {
  const isLost = what.outcome === 'bug' || what.state === 'failed'
  const level: Level = isLost ? 'error' : 'warning'
  log('a job failed', { ...namesOf(claimed), took: now() - startedAt, ...what }, level)
}

/** Writes that an account, or a destination, does no more work until it is mended. */
export function logPause(
  { log }: Deps,
  { account, job }: Claimed,
  { isAccount, reason }: { readonly isAccount: boolean; readonly reason: string | null },
): void {
  const place = isAccount ? {} : { destination: job.destination }
  log('work is paused', { account: account.id, ...place, reason }, 'error')
}

function namesOf({ job, kind, account }: Claimed): Record<string, string> {
  const { id, destination, issueId, requestId } = job
  const names = { job: id, kind: kind.kind, account: account.id, destination, issueId, requestId }
  const known = Object.entries(names).filter((entry): entry is [string, string] => !!entry[1])
  return Object.fromEntries(known)
}
