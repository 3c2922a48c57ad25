import type { Lane } from '../../db/accounts.ts'
import { readSetting, setSetting } from '../../db/settings.ts'
import type { Account, Deps } from '../deps.ts'

/** How often a tracker is asked for what its webhooks could not deliver, in milliseconds. */
const everyMs = 10 * 60_000
/** How long that may take, in milliseconds. */
const callMs = 10_000
/** Calls that it may come to. */
const missedCalls = 18

/**
 * Now and then has the tracker send again what its webhooks could not deliver here: polls do not tell of issues that were
 * deleted or moved away. Where that fails nothing is lost but speed, so it is only put on record.
 */
export async function askForMissed(deps: Deps, { connector }: Account, lane: Lane): Promise<void> {
  const { db, now, log } = deps
  if (!connector.redeliver) return
  const key = `redeliver:${lane.id}`
  const due = await readSetting(db, key)
  const end = Number(due) > now() ? null : deps.budget.begin(missedCalls)
  if (!end) return
  try {
    await db.atomic([setSetting(db, key, String(now() + everyMs))])
    if (due === null) return
    const count = await connector.redeliver(lane.target, AbortSignal.timeout(callMs))
    if (count > 0) log('missed webhooks are asked for again', { lane: lane.id, count })
  } catch (error) {
    log('missed webhooks could not be asked for', { lane: lane.id, error })
  } finally {
    end()
  }
}
