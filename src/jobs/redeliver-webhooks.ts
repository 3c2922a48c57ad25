import { z } from 'zod'
import { defineJob } from '../queue/kind.ts'

/** How often a tracker is asked for the webhooks that it could not deliver, in milliseconds. */
export const redeliverEveryMs = 10 * 60_000

/**
 * Asks the tracker to send again the webhooks that it could not deliver: polls do not report issues that were deleted or
 * transferred. If that fails, only speed is lost.
 */
export const redeliverWebhooks = defineJob<{ target: string }>({
  kind: 'redeliver',
  of: ['tracker'],
  paced: false,
  payload: z.object({ target: z.string() }),
  maxCalls: 18,
  everyMs: () => redeliverEveryMs,
  async run(deps, { job, payload: { target }, signal }) {
    const redeliver = deps.accounts.get(job.account)?.connector.redeliver
    if (!redeliver) return { over: true }
    const count = await redeliver(target, signal)
    if (count > 0)
      deps.log('missed webhooks are sent again', { destination: job.destination, count })
    return {}
  },
})
