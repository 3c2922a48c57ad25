import {
  failedJobs,
  failingPolls,
  orphanedJobs,
  overdueJobs,
} from '../../../db/tables/queue/health.ts'
import type { Deps } from '../../deps.ts'
import { accountName, queueAccounts } from '../accounts.ts'
import { pauses } from './pauses.ts'
import { counted, type Problem, plain } from './problem.ts'

/** Work that has been late or failing for this long is a problem, in milliseconds. */
const patienceMs = 10 * 60_000

/** Everything that keeps findings from their trackers now, the worst first. */
export async function findProblems(deps: Deps): Promise<Problem[]> {
  const parts = await Promise.all([pauses(deps), failures(deps), lateness(deps)])
  return [...missingSecrets(deps), ...parts.flat()]
}

/** On Node they are made at the first start; if they are missing, everything that needs them is refused. */
export function missingSecrets({ config }: Deps): Problem[] {
  const secrets = { KONDUKTO_SECRET: config.kondukto.secrets, ADMIN_TOKEN: config.adminTokens }
  const missing = Object.entries(secrets).filter(([, values]) => values.length === 0)
  return missing.map(([name]) => ({
    ...plain,
    id: `missing ${name}`,
    what: 'secret-missing',
    title: `${name} is not set`,
    cause: 'Everything that needs it is refused.',
    remedy: `Set ${name} to 12 random characters or more, and restart.`,
  }))
}

async function failures(deps: Deps): Promise<Problem[]> {
  const { db, now } = deps
  const [failed, polls] = await Promise.all([failedJobs(db), failingPolls(db, now() - patienceMs)])
  return [
    ...failed.map(({ account, count, since, error }) => ({
      ...plain,
      id: `failed ${account}`,
      what: 'jobs-failed' as const,
      title: `${accountName(deps, account)}: ${counted(count, 'job')} failed`,
      cause: error ?? '',
      remedy: 'Mend the cause, then retry what failed in the console, or give it up.',
      ...{ account, since, waiting: count },
    })),
    ...polls.map(({ account, destination, since, error }) => ({
      ...plain,
      id: `polls ${destination}`,
      what: 'polls-failing' as const,
      title: `${destination}: changes are not read`,
      cause: error ?? '',
      remedy:
        'Lockstep goes on asking, and nothing is lost. If it lasts, check the address and the network.',
      ...{ account, destination, since },
    })),
  ]
}

async function lateness(deps: Deps): Promise<Problem[]> {
  const { db, now } = deps
  const ids = [...queueAccounts(deps).keys()]
  const [overdue, orphaned] = await Promise.all([
    overdueJobs(db, ids, now() - patienceMs),
    orphanedJobs(db, ids),
  ])
  return [
    ...overdue.map(({ account, count, since }) => ({
      ...plain,
      id: `overdue ${account}`,
      what: 'jobs-overdue' as const,
      title: `${accountName(deps, account)}: ${counted(count, 'job is', 'jobs are')} late`,
      cause: 'Work could have started and did not.',
      remedy: 'If it lasts, restart Lockstep and look into its log.',
      ...{ account, since, waiting: count },
    })),
    ...orphaned.map(({ account, count, since }) => ({
      ...plain,
      id: `orphaned ${account}`,
      what: 'not-set-up' as const,
      title: `${account} is no longer set up`,
      cause: `${counted(count, 'job waits', 'jobs wait')} for an account that the settings do not name.`,
      remedy: `Set ${account} up again, or link its findings to issues elsewhere.`,
      ...{ account, since, waiting: count },
    })),
  ]
}
