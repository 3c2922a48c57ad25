import { z } from 'zod'
import type { Issue } from '../../db/tables/issues.ts'
import type { Job } from '../../db/tables/queue/jobs.ts'
import { remoteState } from '../../db/tables/remote.ts'
import type { Deps } from '../deps.ts'
import { mayBeEcho, sameState } from '../domain/echo.ts'
import type { IssueEvent } from '../domain/events.ts'
import type { State } from '../domain/issue.ts'
import type { Mirror } from './mirror.ts'

/** What decides whether a reported state is believed. */
export interface Weight {
  readonly mirror: Pick<Mirror, 'open' | 'reportedAt'>
  readonly trusted: boolean
}

/**
 * Decides whether a reported state is known or about to be read, may be an echo of our own write, is what a write of ours
 * brought about without a record of it, or is a person's decision.
 */
export function weigh(
  deps: Deps,
  issue: Issue,
  { state, at }: IssueEvent,
  { mirror, trusted }: Weight,
): 'known' | 'ask' | 'ours' | 'news' {
  if (sameState(state, remoteState(issue))) return 'known'
  const inDoubt = statesInDoubt(mirror.open)
  if (trusted) return inDoubt.some((one) => sameState(one, state)) ? 'ours' : 'news'
  const refreshes = mirror.open.filter(({ kind }) => kind === 'refresh')
  if (refreshes.some((refresh) => !isRunning(refresh))) return 'known'
  // It may have read the issue before this came to be.
  if (refreshes.length > 0) return 'ask'
  const writing = inDoubt.length > 0 || mirror.open.some(isWritingState)
  return mayBeEcho(at, { ...issue, writing }, deps.now()) ? 'ask' : 'news'
}

/** A state in the payload of a job. */
export const StoredState: z.ZodType<State> = z.object({
  status: z.enum(['open', 'closed']),
  reason: z.enum(['completed', 'not_planned', 'duplicate']).nullable(),
})

const Payload = z.object({ state: StoredState.optional(), tried: z.array(StoredState).optional() })

/**
 * The states that writes of ours may have brought about, of which no outcome is recorded, by the issue's jobs that are not
 * over: the tracker may show them, and no person decided so.
 */
export function statesInDoubt(open: readonly Job[]): State[] {
  return open
    .filter(({ kind }) => kind === 'update')
    .flatMap(({ payload, outcomeUnknown }) => {
      const { state, tried = [] } = Payload.parse(payload)
      return state && outcomeUnknown ? [...tried, state] : tried
    })
}

function isRunning({ state }: Job): boolean {
  return state === 'running'
}

function isWritingState({ kind, firstAttemptAt, payload }: Job): boolean {
  return kind === 'update' && firstAttemptAt !== null && 'state' in payload
}
