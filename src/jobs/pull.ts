import {
  claimPoll,
  type Lane,
  laneId,
  lanesToPoll,
  nextPoll,
  parkAccount,
  parkLane,
  updateLane,
} from '../../db/accounts.ts'
import type { Account, Deps } from '../deps.ts'
import { TrackerError } from '../domain/errors.ts'
import { applyEvents } from '../mirror/apply-events.ts'
import { write } from '../queue/write.ts'
import { askForMissed } from './missed.ts'

/** How long a poll may take, in milliseconds. */
const callMs = 10_000
/** Calls that a poll may come to, and those of making a lane known. */
const pollCalls = 20
const startCalls = 4

/** Makes a lane known to be polled from now on, before anything is filed in it, and costs no call; see `pullChanges`. */
export async function startLanes(deps: Deps): Promise<void> {
  const lanes = await lanesToPoll(deps.db, deps.now())
  // One after the other, so that where the budget ends with a lane that is not known, no job fits in either.
  for (const lane of lanes) if (lane.cursor === null) await pullLane(deps, lane, startCalls)
}

/**
 * Asks the trackers what changed, a lane each, and applies it. An answer that is not whole changes nothing, and the lane's
 * cursor moves on only with what it brought. Where there is more the lane is due at once.
 */
export async function pullChanges(deps: Deps): Promise<void> {
  const lanes = await lanesToPoll(deps.db, deps.now())
  const byAccount = Map.groupBy(lanes, ({ account }) => account)
  await Promise.all(
    [...byAccount.values()].map(async (own) => {
      for (const lane of own) await pullLane(deps, lane, pollCalls)
    }),
  )
}

/** When the next poll will be due, in epoch milliseconds; infinity where there is nothing to poll. */
export async function nextPollDue({ db }: Deps): Promise<number> {
  return (await nextPoll(db)) ?? Number.POSITIVE_INFINITY
}

/** Has the lane polled at once: something is known to have happened there. */
export async function pollSoon(deps: Deps, account: string, target: string): Promise<void> {
  await deps.db.atomic([updateLane(deps.db, laneId(account, target), { nextPollAt: 0 })])
  deps.wake()
}

/** Leaves the lane due where the budget has no room for so many calls. */
async function pullLane(deps: Deps, lane: Lane, calls: number): Promise<void> {
  const account = deps.accounts.get(lane.account)
  const end = deps.budget.begin(calls)
  if (!end) return
  try {
    const claimed = await claimPoll(deps.db, lane, deps.now() + deps.config.pollMs)
    if (!claimed || !account) return
    await pull(deps, account, lane).catch((error) => afterFailure(deps, lane, error))
  } finally {
    end()
  }
  await askForMissed(deps, account, lane)
}

async function pull(deps: Deps, { connector }: Account, lane: Lane): Promise<void> {
  const signal = AbortSignal.timeout(callMs)
  const { events, cursor, more } = await connector.changes(lane.target, lane.cursor, signal)
  const change = more ? { cursor, nextPollAt: deps.now() } : { cursor }
  const also = cursor === lane.cursor ? [] : [updateLane(deps.db, lane.id, change)]
  if (events.length > 0) await applyEvents(deps, lane.account, events, { also })
  else await write(deps, also)
}

/** A poll that finds nothing where issues were has lost its permission, as far as anybody can tell. */
async function afterFailure(deps: Deps, lane: Lane, error: unknown): Promise<void> {
  const now = deps.now()
  const { id, account, target } = lane
  const kind = error instanceof TrackerError ? error.kind : 'bug'
  deps.log('a poll failed', { lane: id, outcome: kind, error })
  const reason = (error as Error).message
  const parked = { reason, target, now, checkAt: now + deps.config.pollMs }
  if (kind === 'unauthorized') await deps.db.atomic([parkAccount(deps.db, account, parked)])
  if (kind === 'forbidden' || kind === 'missing')
    await deps.db.atomic([parkLane(deps.db, id, parked)])
  const wait = error instanceof TrackerError ? (error.retryAfterMs ?? 0) : 0
  if (kind === 'limited' && wait > deps.config.pollMs)
    await deps.db.atomic([updateLane(deps.db, id, { nextPollAt: now + wait })])
}
