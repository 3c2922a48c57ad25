import { newestArrivals } from '../../db/tables/inbox.ts'
import type { Account, Deps } from '../deps.ts'
import type { CheckRow } from '../domain/check.ts'
import { clockRows, plainRows } from './connection.ts'
import { messageRows } from './messages.ts'
import { routeRows } from './routes.ts'
import { settingRows } from './settings.ts'
import { sourceRows } from './sources.ts'
import { storeRows } from './store.ts'
import { lookAtTarget } from './target.ts'
import { targetsOf } from './targets.ts'

/**
 * Returns the rows of one step of the check by reading alone: first of all but targets, then of one target in each step. Null
 * after the last one. For events that may make few calls.
 */
export async function checkStep(deps: Deps, step: number): Promise<readonly CheckRow[] | null> {
  if (step === 0) return firstRows(deps)
  const place = (await allTargets(deps))[step - 1]
  if (!place) return null
  const { account, target } = place
  return [
    ...(await lookAtTarget(deps, account, { target, thorough: false })),
    ...clockRows(account),
  ]
}

async function firstRows(deps: Deps): Promise<CheckRow[]> {
  const arrivals = await newestArrivals(deps.db)
  const accounts = [...deps.accounts.values()].flatMap((account) => [
    ...plainRows(deps, account),
    ...(account.connector.receive ? messageRows(account, arrivals.get(account.id)) : []),
  ])
  const parts = [
    await storeRows(deps),
    await settingRows(deps, false),
    await routeRows(deps),
    await sourceRows(deps),
  ]
  return [...parts.flat(), ...accounts]
}

async function allTargets(deps: Deps): Promise<{ account: Account; target: string }[]> {
  const places: { account: Account; target: string }[] = []
  for (const account of deps.accounts.values())
    for (const target of await targetsOf(deps, account.id)) places.push({ account, target })
  return places
}
