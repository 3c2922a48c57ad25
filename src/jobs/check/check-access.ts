import { z } from 'zod'
import type { Statement } from '../../../db/store.ts'
import {
  pauseAccount,
  pauseDestination,
  resumeAccount,
  resumeDestination,
} from '../../../db/tables/queue/accounts.ts'
import type { Deps } from '../../deps.ts'
import { TrackerError } from '../../domain/errors.ts'
import { type Attempt, defineJob } from '../../queue/kind.ts'

interface Paused {
  /** Null if the account itself is paused. */
  readonly destination: string | null
  /** What to check the log-in with. */
  readonly target: string
}

/** Checks whether what is paused works again, and resumes it; else records why not and stays. */
export const checkAccess = defineJob<Paused>({
  kind: 'check',
  of: ['tracker', 'scanner'],
  paced: false,
  payload: z.object({ destination: z.string().nullable(), target: z.string() }),
  maxCalls: 4,
  everyMs: ({ config }) => config.pollMs,
  async run(deps, attempt) {
    const { job, payload } = attempt
    const { destination } = payload
    const refusal = await refusalOf(deps, attempt)
    if (!refusal) {
      deps.log('a pause is over', { account: job.account, destination })
      const resumed = destination
        ? resumeDestination(deps.db, destination)
        : resumeAccount(deps.db, job.account)
      return { record: [resumed], over: true }
    }
    const now = deps.now()
    const wait = Math.max(deps.config.pollMs, refusal.retryAfterMs ?? 0)
    return { record: reasonOf(deps, attempt, refusal), again: { dueAt: now + wait } }
  },
})

/** Why the pause goes on, or null. Any answer that is not about the log-in means that the log-in works. */
async function refusalOf(
  deps: Deps,
  { job: { account }, payload: { destination, target }, signal }: Attempt<Paused>,
): Promise<TrackerError | null> {
  try {
    await deps.accounts.get(account)?.connector.check(target, signal)
    await deps.sources.get(account)?.source.check?.(signal)
    return null
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error
    const isLogIn = ['unauthorized', 'unavailable', 'limited'].includes(error.kind)
    return destination !== null || isLogIn ? error : null
  }
}

/** The newest reason, if the refusal is one: a tracker that does not answer says nothing new. */
function reasonOf(
  deps: Deps,
  { job: { account }, payload: { destination, target } }: Attempt<Paused>,
  { kind, message: reason }: TrackerError,
): readonly Statement[] {
  if (kind === 'unavailable' || kind === 'limited') return []
  const now = deps.now()
  const pause = { reason, target, now, checkAt: now }
  if (!destination) return pauseAccount(deps.db, account, pause)
  return pauseDestination(deps.db, { id: destination, account }, pause)
}
