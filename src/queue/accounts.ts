import type { Pace } from '../../connectors/definition.ts'
import type { Deps } from '../deps.ts'
import type { Writes } from '../platform/fetch.ts'
import type { AccountType } from './kind.ts'

/** What the runner knows of an account: a tracker's, a scanner's, or Lockstep's own. */
export interface QueueAccount {
  readonly id: string
  readonly type: AccountType
  /** Paced jobs that may run at a time in one destination. */
  readonly perDestination: number
  /** Milliseconds from the start of an attempt until a look-up of what it made can be believed. */
  readonly settleMs: number
  /** Milliseconds to leave after a write before the same issue's next. */
  readonly issueEveryMs: number
  readonly pace: Pace
  writes(signal: AbortSignal): Writes
}

/** The account of work that belongs to no tracker and no scanner. */
export const ownAccount = 'lockstep'

/** More than one destination may take: a hung one leaves these for the others. */
export const spareSlots = 3

const unlimited: Pace = { writesPerMinute: 0, writesPerHour: 0 }

/** The name of an account, or of whoever else sends messages, as people read it; its id if there is none. */
export function accountName(
  { accounts, sources }: Pick<Deps, 'accounts' | 'sources'>,
  id: string,
): string {
  if (id === ownAccount) return 'Lockstep itself'
  if (id === 'kondukto') return 'Kondukto'
  return accounts.get(id)?.name ?? sources.get(id)?.name ?? id
}

/** Every account that has work, by its id. */
export function queueAccounts(deps: Deps): Map<string, QueueAccount> {
  const own = {
    id: ownAccount,
    type: 'own',
    perDestination: 1,
    settleMs: 0,
    issueEveryMs: 0,
    pace: unlimited,
  } as const
  const trackers = [...deps.accounts.values()].map(({ id, pace, definition, writes }) => {
    const { concurrency: perDestination, settleMs, issueEveryMs } = definition
    return { id, type: 'tracker' as const, perDestination, settleMs, issueEveryMs, pace, writes }
  })
  const scanners = [...deps.sources].map(([id, { source, writes }]) => ({
    ...{ ...own, id, type: 'scanner' as const, writes },
    pace: { writesPerMinute: perMinute(source.callEveryMs ?? 0), writesPerHour: 0 },
    // A scanner's limit counts reads too.
    ...(source.callEveryMs && { writes: () => ({ count: 1, lastAt: null }) }),
  }))
  const all: QueueAccount[] = [
    ...trackers,
    ...scanners,
    { ...own, writes: () => ({ count: 0, lastAt: null }) },
  ]
  return new Map(all.map((account) => [account.id, account]))
}

function perMinute(everyMs: number): number {
  return everyMs && Math.floor(60_000 / everyMs)
}

/** The shortest time between two writes, in milliseconds; 0 for no limit. */
export function writeEveryMs({ pace }: QueueAccount): number {
  return pace.writesPerMinute ? Math.ceil(60_000 / pace.writesPerMinute) : 0
}
