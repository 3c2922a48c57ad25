import { pausedAccounts } from '../../db/tables/queue/accounts.ts'
import { pausedDestinations } from '../../db/tables/queue/destinations.ts'
import {
  failedJobs,
  failingPolls,
  orphanedJobs,
  overdueJobs,
  type Trouble,
  waitingAt,
} from '../../db/tables/queue/health.ts'
import type { Deps } from '../deps.ts'
import { queueAccounts } from './accounts.ts'

/** Work that has been late or failing for this long is a problem, in milliseconds. */
const patienceMs = 10 * 60_000

/** Something that keeps findings from their trackers, and that an operator may have to mend. */
export interface Problem {
  /** The same as long as it is the same problem, such as `paused github`. */
  readonly cause: string
  readonly account: string
  /** What it is, since when, and what waits, as a person reads it. */
  readonly text: string
}

/** Everything that keeps findings from their trackers now. */
export async function findProblems(deps: Deps): Promise<Problem[]> {
  return [...(await pauses(deps)), ...(await troubles(deps))]
}

async function pauses({ db }: Deps): Promise<Problem[]> {
  const [accounts, destinations] = await Promise.all([pausedAccounts(db), pausedDestinations(db)])
  const places = [
    ...accounts.map((row) => ({ ...row, account: row.id, destination: null, what: 'the log-in' })),
    ...destinations.map((row) => ({ ...row, destination: row.id, what: 'access' })),
  ]
  const waiting = await waitingAt(
    db,
    places.map(({ account, destination }) => ({ account, destination })),
  )
  return places.map(({ id, account, what, pausedAt, pausedReason }, i) => {
    const rest = `${pausedReason} ${waits(waiting[i] ?? 0)}`
    return {
      cause: `paused ${id}`,
      account,
      text: `${id}: ${what} is refused${since(pausedAt)}: ${rest}`,
    }
  })
}

async function troubles(deps: Deps): Promise<Problem[]> {
  const { db, now } = deps
  const before = now() - patienceMs
  const ids = [...queueAccounts(deps).keys()]
  const [failed, failing, overdue, orphaned] = await Promise.all([
    failedJobs(db),
    failingPolls(db, before),
    overdueJobs(db, ids, before),
    orphanedJobs(db, ids),
  ])
  return [
    ...failed.map((it) =>
      problem(
        `failed ${it.account}`,
        it,
        `${it.account}: ${jobs(it)} failed${since(it.since)}: ${it.error}. Redrive them once the cause is mended, or dismiss them.`,
      ),
    ),
    ...failing.map((it) =>
      problem(
        `polls ${it.destination}`,
        it,
        `${it.destination}: polls fail${since(it.since)}: ${it.error}`,
      ),
    ),
    ...overdue.map((it) =>
      problem(
        `overdue ${it.account}`,
        it,
        `${it.account}: ${jobs(it)} should have started${since(it.since)}.`,
      ),
    ),
    ...orphaned.map((it) =>
      problem(
        `orphaned ${it.account}`,
        it,
        `${it.account}: is no longer set up, but ${jobs(it)} wait for it${since(it.since)}. Set it up again.`,
      ),
    ),
  ]
}

function problem(cause: string, { account }: Trouble, text: string): Problem {
  return { cause, account, text }
}

function jobs({ count }: Trouble): string {
  return count === 1 ? '1 job' : `${count >= 1000 ? 'over 1,000' : count} jobs`
}

function waits(count: number): string {
  return `${count >= 1000 ? 'Over 1,000' : count} ${count === 1 ? 'job waits' : 'jobs wait'}.`
}

function since(at: number | null): string {
  return at === null || at <= 0 ? '' : ` since ${new Date(at).toISOString()}`
}
