import type { QueueAccount } from './accounts.ts'
import type { Claimer } from './claimer.ts'

/** An account and its claimers. */
export interface Claimers {
  readonly account: QueueAccount
  readonly paced: Claimer
  readonly unpaced: Claimer
}

/**
 * Starts all jobs that an account's claimers may start, and again whenever one has ended, until nothing runs. The last that
 * ended may have made others ready. With `pacedOnly`, the unpaced jobs are not looked at. Returns how many ran.
 */
export async function drainClaimers(
  { paced, unpaced }: Claimers,
  pacedOnly: boolean,
): Promise<number> {
  if (pacedOnly) return drain(paced)
  // What an unpaced job did, such as ending a pause, may let paced ones go.
  for (let all = 0; ; ) {
    const [own, others] = await Promise.all([drain(paced), drain(unpaced)])
    all += own + others
    if (others === 0) return all
  }
}

async function drain(claimer: Claimer): Promise<number> {
  const { running } = claimer
  for (let all = running.size; ; ) {
    const started = await claimer.claim()
    all += started
    if (running.size > 0) await Promise.race(running)
    // What started may have ended already, and let something else start.
    else if (started === 0) return all
    if (running.size === 0 && claimer.isDry()) return all
  }
}
