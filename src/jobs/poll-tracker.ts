import { z } from 'zod'
import type { Statement } from '../../db/store.ts'
import { findDestination, moveCursor } from '../../db/tables/queue/destinations.ts'
import { insertNamedJob } from '../../db/tables/queue/named-jobs.ts'
import type { Account, Deps } from '../deps.ts'
import { TrackerError } from '../domain/errors.ts'
import { eventWrites } from '../mirror/apply-events.ts'
import { defineJob } from '../queue/kind.ts'
import { redeliverEveryMs } from './redeliver-webhooks.ts'

/**
 * Asks the tracker what changed in a destination and applies it. The cursor moves in the same write as what it brought.
 * The first poll of a destination costs no call: it only remembers from when on to ask.
 */
export const pollTracker = defineJob<{ target: string }>({
  kind: 'poll',
  of: ['tracker'],
  paced: false,
  payload: z.object({ target: z.string() }),
  maxCalls: 20,
  everyMs: ({ config }) => config.pollMs,
  async run(deps, { job, payload: { target }, signal }) {
    const account = deps.accounts.get(job.account)
    const destination = await findDestination(deps.db, job.destination ?? '')
    if (!account || !destination) return { over: true }
    const { events, cursor, more } = await account.connector
      .changes(target, destination.cursor, signal)
      .catch(asForbidden)
    const moved = cursor === destination.cursor ? [] : [moveCursor(deps.db, destination.id, cursor)]
    return {
      record: async () => [
        ...(await eventWrites(deps, account.id, events)),
        ...moved,
        ...redelivery(deps, account, destination.id, target),
      ],
      ...(more && { again: { dueAt: deps.now() } }),
    }
  },
})

/** If a target with issues is not found, the log-in has probably lost its permission. */
function asForbidden(error: unknown): never {
  if (error instanceof TrackerError && error.kind === 'missing')
    throw new TrackerError('forbidden', error.message, { cause: error })
  throw error
}

/** A tracker that can send missed webhooks again is asked for them now and then. */
function redelivery(
  deps: Deps,
  account: Account,
  destination: string,
  target: string,
): Statement[] {
  if (!account.connector.redeliver) return []
  const now = deps.now()
  return [
    insertNamedJob(deps.db, {
      id: `redeliver:${destination}`,
      kind: 'redeliver',
      account: account.id,
      destination,
      payload: { target },
      reason: 'missed webhooks',
      paced: false,
      dueAt: now + redeliverEveryMs,
      now,
    }),
  ]
}
