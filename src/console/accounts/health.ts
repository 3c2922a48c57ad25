import { attemptOutcomes } from '../../../db/tables/console/attempts.ts'
import { countOpenJobs } from '../../../db/tables/console/jobs.ts'
import { listAccounts, listDestinations, namedJobs } from '../../../db/tables/console/overview.ts'
import { checkId } from '../../../db/tables/queue/accounts.ts'
import { pollId } from '../../../db/tables/queue/destinations.ts'
import type { Deps } from '../../deps.ts'
import { accountName, queueAccounts } from '../../queue/accounts.ts'

/** Attempts that statistics look back at. */
const lookBack = 2000

/** How an account does. Times are epoch milliseconds. */
export interface AccountHealth {
  readonly id: string
  readonly name: string
  readonly type: 'tracker' | 'scanner' | 'own'
  /** False if the settings no longer name it. */
  readonly isSetUp: boolean
  readonly pausedAt: number | null
  readonly pausedReason: string | null
  readonly nextTry: number | null
  /** When it may be written to again; null for at once. */
  readonly nextWriteAt: number | null
  readonly open: Readonly<Record<'waiting' | 'ready' | 'running' | 'failed', number>>
  /** Of the newest attempts: how many, how many of them worked, and when the last was. */
  readonly attempts: {
    readonly total: number
    readonly worked: number
    readonly lastAt: number | null
  }
  readonly destinations: readonly DestinationHealth[]
}

/** How a destination does. */
export interface DestinationHealth {
  readonly id: string
  readonly target: string
  readonly pausedAt: number | null
  readonly pausedReason: string | null
  readonly nextTry: number | null
  /** When it is asked next what changed; null if it is not asked. */
  readonly nextPollAt: number | null
  readonly pollError: string | null
}

/** Every account that is set up or has had work. */
export async function accountHealth(deps: Deps): Promise<AccountHealth[]> {
  const { db } = deps
  const known = queueAccounts(deps)
  const [rows, places, checks, polls, attempts] = await Promise.all([
    listAccounts(db),
    listDestinations(db),
    namedJobs(db, 'check'),
    namedJobs(db, 'poll'),
    attemptOutcomes(db, lookBack),
  ])
  const stored = new Map(rows.map((row) => [row.id, row]))
  const ids = [...new Set([...known.keys(), ...stored.keys()])]
  const counts = await countOpenJobs(db, ids)
  const due = new Map([...checks, ...polls].map((job) => [job.id, job]))
  const nextTry = (paused: string) => due.get(checkId(paused))?.dueAt ?? null
  return ids.map((id) => {
    const row = stored.get(id)
    const open = { waiting: 0, ready: 0, running: 0, failed: 0 }
    for (const { account, state, count } of counts) if (account === id) open[state] = count
    const its = attempts.filter(({ account }) => account === id)
    const nextWriteAt = row?.nextWriteAt ?? 0
    return {
      ...{ id, name: heading(accountName(deps, id)), type: known.get(id)?.type ?? 'tracker' },
      isSetUp: known.has(id),
      pausedAt: row?.pausedAt ?? null,
      pausedReason: row?.pausedReason ?? null,
      nextTry: row?.pausedAt ? nextTry(id) : null,
      nextWriteAt: nextWriteAt > deps.now() ? nextWriteAt : null,
      open,
      attempts: {
        total: sum(its),
        worked: sum(its.filter(({ outcome }) => outcome === 'done')),
        lastAt: its.length > 0 ? Math.max(...its.map(({ at }) => at)) : null,
      },
      destinations: places
        .filter(({ account }) => account === id)
        .map(({ id: place, target, pausedAt, pausedReason }) => ({
          ...{ id: place, target, pausedAt, pausedReason },
          nextTry: pausedAt ? nextTry(place) : null,
          nextPollAt: due.get(pollId(place))?.dueAt ?? null,
          pollError: due.get(pollId(place))?.error ?? null,
        })),
    }
  })
}

function sum(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0)
}

/** A name that stands alone begins with a capital, such as that of the embedded tracker. */
function heading(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}
