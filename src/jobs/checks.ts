import {
  type AccountRow,
  type Lane,
  parkAccount,
  parkedAccounts,
  parkedLanes,
  parkLane,
  resumeAccount,
  resumeLane,
} from '../../db/accounts.ts'
import type { Deps } from '../deps.ts'
import { TrackerError } from '../domain/errors.ts'

const callMs = 10_000
/** Calls that a check may come to. */
const checkCalls = 4

/** Asks trackers and scanners whether what is parked works again, and resumes what does. Answers whether anything was resumed. */
export async function checkParked(deps: Deps): Promise<boolean> {
  const now = deps.now()
  const accounts = await parkedAccounts(deps.db, now)
  const lanes = await parkedLanes(deps.db, now)
  const resumed = await Promise.all([
    ...accounts.map((account) => checkAccount(deps, account)),
    ...lanes.map((lane) => checkLane(deps, lane)),
  ])
  return resumed.some(Boolean)
}

/** Any answer that is not about the log-in means that the log-in works. */
async function checkAccount(deps: Deps, row: AccountRow): Promise<boolean> {
  const error = await check(deps, row.id, row.parkedTarget ?? '')
  const now = deps.now()
  if (error && ['unauthorized', 'unavailable', 'limited'].includes(error.kind)) {
    const reason = error.kind === 'unauthorized' ? error.message : (row.parkedReason ?? '')
    const parked = {
      reason,
      target: row.parkedTarget ?? '',
      now,
      checkAt: now + deps.config.pollMs,
    }
    await deps.db.atomic([parkAccount(deps.db, row.id, parked)])
    return false
  }
  await deps.db.atomic([resumeAccount(deps.db, row.id)])
  deps.log('an account works again', { account: row.id })
  return true
}

async function checkLane(deps: Deps, lane: Lane): Promise<boolean> {
  const error = await check(deps, lane.account, lane.target)
  const now = deps.now()
  if (error) {
    const reason = error.kind === 'forbidden' ? error.message : (lane.parkedReason ?? '')
    await deps.db.atomic([
      parkLane(deps.db, lane.id, { reason, now, checkAt: now + deps.config.pollMs }),
    ])
    return false
  }
  await deps.db.atomic([resumeLane(deps.db, lane.id)])
  deps.log('a lane works again', { lane: lane.id })
  return true
}

async function check(deps: Deps, account: string, target: string): Promise<TrackerError | null> {
  const end = deps.budget.begin(checkCalls)
  if (!end) return new TrackerError('unavailable', 'the check is left to another time')
  try {
    const signal = AbortSignal.timeout(callMs)
    await deps.accounts.get(account)?.connector.check(target, signal)
    await deps.sources.get(account)?.source.check?.(signal)
    return null
  } catch (error) {
    if (error instanceof TrackerError) return error
    deps.log('a check met a bug', { account, error })
    return new TrackerError('unavailable', 'the check failed', { cause: error })
  } finally {
    end()
  }
}
