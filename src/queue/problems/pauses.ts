import { checkId, pausedAccounts } from '../../../db/tables/queue/accounts.ts'
import { pausedDestinations } from '../../../db/tables/queue/destinations.ts'
import { waitingAt } from '../../../db/tables/queue/health.ts'
import { heldReason } from '../../../db/tables/queue/hold.ts'
import { dueTimes } from '../../../db/tables/queue/named-jobs.ts'
import type { Deps } from '../../deps.ts'
import { accountName } from '../accounts.ts'
import type { Problem } from './problem.ts'

/** An account that is paused, or one of its destinations. */
interface Paused {
  readonly id: string
  readonly account: string
  readonly destination: string | null
  readonly target: string
  readonly pausedAt: number | null
  readonly pausedReason: string | null
}

/** Accounts and destinations whose work stands still, because of a refusal or by a person's will. */
export async function pauses(deps: Deps): Promise<Problem[]> {
  const { db } = deps
  const [accounts, destinations] = await Promise.all([pausedAccounts(db), pausedDestinations(db)])
  const paused: Paused[] = [
    ...accounts.map((row) => ({ ...row, account: row.id, destination: null, target: '' })),
    ...destinations.map((row) => ({ ...row, destination: row.id })),
  ]
  if (paused.length === 0) return []
  const ids = paused.map(({ id }) => checkId(id))
  const [waiting, due] = await Promise.all([waitingAt(db, paused), dueTimes(db, ids)])
  return paused.map((place, i) => ({
    ...wordsOf(deps, place),
    id: `paused ${place.id}`,
    what: place.destination ? 'destination-paused' : 'account-paused',
    cause: place.pausedReason ?? '',
    since: place.pausedAt,
    waiting: waiting[i] ?? 0,
    nextTry: due.get(checkId(place.id)) ?? null,
    account: place.account,
    destination: place.destination,
  }))
}

function wordsOf(
  deps: Deps,
  { account, target, pausedReason }: Paused,
): Pick<Problem, 'title' | 'remedy'> {
  const name = accountName(deps, account)
  if (pausedReason === heldReason)
    return {
      title: `${target ? `${name}: ${target}` : name} is paused`,
      remedy: 'Resume it in the console when its work may go on.',
    }
  if (!target) return { title: `${name} refuses the log-in`, remedy: logInRemedy(deps, account) }
  return {
    title: `${name} refuses access to ${target}`,
    remedy: `Give the log-in the permission that the cause names, or correct the name ${target}. Work goes on by itself then.`,
  }
}

function logInRemedy({ accounts, sources }: Deps, account: string): string {
  const { logIn = [] } = accounts.get(account) ?? sources.get(account) ?? {}
  if (logIn.length === 0) return `Mend the log-in of ${account}, and restart.`
  return `Set a valid ${logIn.join(' and ')}, and restart.`
}
