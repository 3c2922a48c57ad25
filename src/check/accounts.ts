import { newestArrivals } from '../../db/tables/inbox.ts'
import type { Account, Deps } from '../deps.ts'
import { type CheckRow, warning } from '../domain/check.ts'
import { clockRows, plainRows } from './connection.ts'
import { messageRows } from './messages.ts'
import { lookAtTarget } from './target.ts'
import { targetsOf } from './targets.ts'

/** Calls that one look makes. */
const callsPerTarget = 16

/** What is looked at, and how. */
export interface Look {
  readonly deps: Deps
  /** See `Inspection`. */
  readonly thorough: boolean
}

/** Returns the rows of each tracker's account and its targets. */
export async function accountRows(look: Look): Promise<CheckRow[]> {
  const { deps } = look
  const arrivals = await newestArrivals(deps.db)
  const accounts = [...deps.accounts.values()]
  const parts = await Promise.all(
    accounts.map(async (account) => [
      ...plainRows(deps, account),
      ...(await targetRows(look, account)),
      ...clockRows(account),
      ...(account.connector.receive ? messageRows(account, arrivals.get(account.id)) : []),
    ]),
  )
  return parts.flat()
}

async function targetRows(look: Look, account: Account): Promise<CheckRow[]> {
  const { deps, thorough } = look
  const rows: CheckRow[] = []
  for (const target of await targetsOf(deps, account.id)) {
    const end = deps.budget.begin(callsPerTarget)
    if (!end) {
      const remedy = 'Run "lockstep check" on a machine with the same settings.'
      return [
        ...rows,
        warning(target, 'It was not checked: this request has no calls left.', remedy),
      ]
    }
    const found = await lookAtTarget(deps, account, { target, thorough }).finally(end)
    rows.push(...found)
    // A problem with the log-in is the same for every target.
    if (found.some(({ level, subject }) => level === 'problem' && subject === account.name)) break
  }
  return rows
}
