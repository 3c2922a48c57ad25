import { attemptOutcomes } from '../../../db/tables/console/attempts.ts'
import { newestOutcomes } from '../../../db/tables/console/messages.ts'
import { findingsBetween } from '../../../db/tables/console/overview.ts'
import { lastCheck } from '../../check/last-check.ts'
import type { Deps } from '../../deps.ts'
import { accountName } from '../../queue/accounts.ts'
import { type AccountHealth, accountHealth } from '../accounts/health.ts'
import { type Attention, findAttention } from './attention.ts'

/** Messages and attempts that statistics look back at. */
export const lookBack = 2000
const dayMs = 86_400_000
const days = 14

/** What a sender's newest messages came to. */
export interface SourceStatistics {
  readonly source: string
  readonly name: string
  readonly total: number
  readonly accepted: number
  readonly ignored: number
  readonly refused: number
  /** The share that was not refused, in percent. */
  readonly successRate: number
  /** Refused ones in a row, up to now. */
  readonly refusedInARow: number
  readonly lastAt: number
}

/** What the overview shows. */
export interface Overview {
  readonly attention: readonly Attention[]
  readonly accounts: readonly AccountHealth[]
  readonly sources: readonly SourceStatistics[]
  readonly findingsByDay: readonly { readonly day: string; readonly count: number }[]
  readonly attempts: readonly { account: string; outcome: string; count: number; at: number }[]
  /** When the set-up was last looked at, and how many warnings that gave; null before the first time. */
  readonly check: { readonly at: number; readonly warnings: number } | null
}

/** Reads all of the overview. */
export async function loadOverview(deps: Deps): Promise<Overview> {
  const { db } = deps
  const [attention, accounts, messages, attempts, findingsByDay, last] = await Promise.all([
    findAttention(deps),
    accountHealth(deps),
    newestOutcomes(db, lookBack),
    attemptOutcomes(db, lookBack),
    countByDay(deps),
    lastCheck(deps),
  ])
  const warnings = last?.rows.filter(({ level }) => level === 'warning').length ?? 0
  const check = last && { at: last.at, warnings }
  const sources = statistics(deps, messages)
  return { attention, accounts, sources, findingsByDay, attempts, check }
}

/** Days are those of UTC. */
async function countByDay({ db, now }: Deps): Promise<Overview['findingsByDay']> {
  const today = Math.floor(now() / dayMs) * dayMs
  const times = Array.from({ length: days + 1 }, (_, at) => today + (at - days + 1) * dayMs)
  const counts = await findingsBetween(db, times)
  return counts.map((count, at) => ({
    day: new Date(times[at] ?? 0).toISOString().slice(0, 10),
    count,
  }))
}

type Outcomes = Awaited<ReturnType<typeof newestOutcomes>>

/** By sender, newest first as the messages are. */
function statistics(deps: Deps, messages: Outcomes): SourceStatistics[] {
  const bySource = Map.groupBy(messages, ({ source }) => source)
  return [...bySource].map(([source, its]) => {
    const count = (outcome: string) => its.filter((it) => it.outcome === outcome).length
    const refused = count('refused')
    const firstGood = its.findIndex(({ outcome }) => outcome !== 'refused')
    return {
      source,
      name: accountName(deps, source),
      total: its.length,
      accepted: count('accepted'),
      ignored: count('ignored'),
      refused,
      successRate: Math.round(((its.length - refused) / its.length) * 1000) / 10,
      refusedInARow: firstGood < 0 ? its.length : firstGood,
      lastAt: its[0]?.at ?? 0,
    }
  })
}
