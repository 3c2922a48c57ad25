import { countWaitingForRoute, namedJobs } from '../../../db/tables/console/overview.ts'
import { checkId, pausedAccounts } from '../../../db/tables/queue/accounts.ts'
import { pausedDestinations } from '../../../db/tables/queue/destinations.ts'
import {
  failedJobs,
  failingPolls,
  orphanedJobs,
  overdueJobs,
  waitingJobs,
} from '../../../db/tables/queue/health.ts'
import { heldReason } from '../../../db/tables/queue/hold.ts'
import type { Deps } from '../../deps.ts'
import { queueAccounts } from '../../queue/accounts.ts'

/** Something that keeps findings from their trackers, and what a person can do about it. */
export interface Attention {
  readonly what:
    | 'account-paused'
    | 'destination-paused'
    | 'jobs-failed'
    | 'polls-failing'
    | 'jobs-overdue'
    | 'not-set-up'
    | 'waiting-for-route'
    | 'secret-missing'
  readonly title: string
  /** In the tracker's words, if it is the tracker who refuses. */
  readonly cause: string
  readonly remedy: string
  /** Epoch milliseconds; null if it is not known. */
  readonly since: number | null
  /** Jobs or findings that wait because of it; 1,000 stands for more. */
  readonly waiting: number
  /** When Lockstep tries again by itself; null if it does not. */
  readonly nextTry: number | null
  readonly account: string | null
  readonly destination: string | null
}

/** Work that has been late or failing for this long needs a person, in milliseconds. */
const patienceMs = 10 * 60_000

const plain = { since: null, waiting: 0, nextTry: null, account: null, destination: null }

/** Everything that needs a person now, the worst first. */
export async function findAttention(deps: Deps): Promise<Attention[]> {
  return [
    ...missingSecrets(deps),
    ...(await pauses(deps)),
    ...(await failures(deps)),
    ...(await lateness(deps)),
    ...(await unrouted(deps)),
  ]
}

function missingSecrets({ config }: Deps): Attention[] {
  const secrets = { KONDUKTO_SECRET: config.kondukto.secrets, ADMIN_TOKEN: config.adminTokens }
  return Object.entries(secrets).flatMap(([name, values]) =>
    values.length > 0
      ? []
      : [
          {
            ...plain,
            what: 'secret-missing' as const,
            title: `${name} is not set`,
            cause: 'Everything that needs it is refused.',
            remedy: `Set ${name} to 12 random characters or more, and restart.`,
          },
        ],
  )
}

async function pauses({ db, accounts, sources }: Deps): Promise<Attention[]> {
  const [paused, places, checks] = await Promise.all([
    pausedAccounts(db),
    pausedDestinations(db),
    namedJobs(db, 'check'),
  ])
  const due = new Map(
    checks.map(({ id, state, dueAt }) => [id, state === 'waiting' ? dueAt : null]),
  )
  const ofAccounts = paused.map(async ({ id, pausedAt, pausedReason }) => ({
    what: 'account-paused' as const,
    title: `${accounts.get(id)?.name ?? sources.get(id)?.name ?? id} is paused`,
    cause: pausedReason ?? '',
    remedy:
      pausedReason === heldReason
        ? 'Resume it when its work may go on.'
        : `Mend the log-in of ${id}, then press Check now. If you set another secret, restart.`,
    since: pausedAt,
    waiting: await waitingJobs(db, id, null),
    nextTry: due.get(checkId(id)) ?? null,
    account: id,
    destination: null,
  }))
  const ofPlaces = places.map(async ({ id, account, target, pausedAt, pausedReason }) => ({
    what: 'destination-paused' as const,
    title: `${accounts.get(account)?.name ?? account}: ${target} is paused`,
    cause: pausedReason ?? '',
    remedy:
      pausedReason === heldReason
        ? 'Resume it when its work may go on.'
        : `Give the log-in access to ${target}, then press Check now.`,
    since: pausedAt,
    waiting: await waitingJobs(db, account, id),
    nextTry: due.get(checkId(id)) ?? null,
    account,
    destination: id,
  }))
  return Promise.all([...ofAccounts, ...ofPlaces])
}

async function failures({ db, now, accounts, sources }: Deps): Promise<Attention[]> {
  const [failed, polls] = await Promise.all([failedJobs(db), failingPolls(db, now() - patienceMs)])
  return [
    ...failed.map(({ account, count, since, error }) => ({
      ...plain,
      what: 'jobs-failed' as const,
      title: `${accounts.get(account)?.name ?? sources.get(account)?.name ?? account} refused what was asked`,
      cause: error ?? '',
      remedy: 'Mend the cause, then retry the failed jobs; or give them up.',
      ...{ account, since, waiting: count },
    })),
    ...polls.map(({ account, destination, since, error }) => ({
      ...plain,
      what: 'polls-failing' as const,
      title: `What changes in ${destination} is not heard`,
      cause: error ?? '',
      remedy: 'Lockstep goes on asking. If it lasts, check the address and the network.',
      ...{ account, destination, since },
    })),
  ]
}

async function lateness(deps: Deps): Promise<Attention[]> {
  const ids = [...queueAccounts(deps).keys()]
  const [overdue, orphaned] = await Promise.all([
    overdueJobs(deps.db, ids, deps.now() - patienceMs),
    orphanedJobs(deps.db, ids),
  ])
  return [
    ...overdue.map(({ account, count, since }) => ({
      ...plain,
      what: 'jobs-overdue' as const,
      title: `Work for ${account} is late`,
      cause: 'Its jobs could have started and did not.',
      remedy: 'If it lasts, restart Lockstep and look into its log.',
      ...{ account, since, waiting: count },
    })),
    ...orphaned.map(({ account, count, since }) => ({
      ...plain,
      what: 'not-set-up' as const,
      title: `${account} is no longer set up`,
      cause: 'Findings wait for an account that the settings do not name.',
      remedy: `Set ${account} up again, or link its findings to issues elsewhere.`,
      ...{ account, since, waiting: count },
    })),
  ]
}

async function unrouted({ db }: Deps): Promise<Attention[]> {
  const waiting = await countWaitingForRoute(db)
  if (waiting === 0) return []
  const title = 'Findings wait for a route'
  const cause = 'No line of the routes file takes them.'
  const remedy = 'Add a last route without `when`, and restart. They are filed then.'
  return [{ ...plain, what: 'waiting-for-route', title, cause, remedy, waiting }]
}
