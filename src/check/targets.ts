import { listTargets } from '../../db/tables/queue/destinations.ts'
import type { Deps } from '../deps.ts'

/** Targets of an account that are looked at. */
const mostTargets = 20

/** Returns the options of the first route to the target. */
export function optionsOf({ config, accounts }: Deps, account: string, target: string) {
  const { tracker = account } = accounts.get(account) ?? {}
  const goal = config.routes.find(({ to }) => to.account === account && to.target === target)?.to
  const names = Object.entries(config.severities).flatMap(([severity, byTracker]) => {
    const name = byTracker[tracker]
    return name === undefined ? [] : [[severity, name]]
  })
  const words = { priorities: Object.fromEntries(names), resolutions: config.resolutions }
  return { ...goal?.options, ...words }
}

/** Returns the targets that routes name in full, then those that findings have gone to. */
export async function targetsOf({ db, config }: Deps, account: string): Promise<readonly string[]> {
  const named = config.routes
    .filter(({ to }) => to.account === account && !to.target.includes('{'))
    .map(({ to }) => to.target)
  const used = await listTargets(db, account, mostTargets)
  return [...new Set([...named, ...used])].slice(0, mostTargets)
}
