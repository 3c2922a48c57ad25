import { Hono } from 'hono'
import { pausedAccounts } from '../../../db/tables/queue/accounts.ts'
import { pausedDestinations } from '../../../db/tables/queue/destinations.ts'
import {
  failedJobs,
  failingPolls,
  orphanedJobs,
  overdueJobs,
  type Trouble,
  waitingJobs,
} from '../../../db/tables/queue/health.ts'
import type { Deps } from '../../deps.ts'
import { HttpError } from '../../domain/errors.ts'
import { queueAccounts } from '../../queue/accounts.ts'
import { isAdmin } from '../login/session.ts'

/** Work that has been late or failing for this long is a problem, in milliseconds. */
const patienceMs = 10 * 60_000

/**
 * `/healthz`: the process is up. `/readyz`: the store answers, and findings reach their trackers. Why not is for
 * administrators alone: it names repositories and repeats trackers' words.
 */
export function healthRoutes(deps: Deps): Hono {
  let logged = ''
  const logChange = (problems: readonly string[]) => {
    const now = problems.join('\n')
    if (now !== logged)
      deps.log(now ? 'not ready' : 'ready again', { problems }, now ? 'warning' : 'info')
    logged = now
  }
  return new Hono()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', async (c) => {
      const problems = await findProblems(deps)
      const ready = problems.length === 0
      logChange(problems)
      const shown = (await mayKnow(deps, () => isAdmin(c, deps))) ? { problems } : {}
      return c.json({ ready, ...shown }, ready ? 200 : 503)
    })
}

/** A session cannot be looked up in a store that does not answer. */
function mayKnow(deps: Deps, ask: () => Promise<boolean>): Promise<boolean> {
  return ask().catch((error) => {
    if (error instanceof HttpError) throw error
    deps.log('the store does not answer', { error }, 'error')
    return false
  })
}

async function findProblems(deps: Deps): Promise<string[]> {
  try {
    if (await deps.db.isBehind())
      return [
        'The store waits for its migrations. Nothing is written until they have run.',
        ...missingSecrets(deps),
      ]
    return [...missingSecrets(deps), ...(await pauses(deps)), ...(await troubles(deps))]
  } catch (error) {
    deps.log('the store does not answer', { error }, 'error')
    return ['The store does not answer.']
  }
}

/** On Node they are made at the first start; if they are missing, everything that needs them is refused. */
function missingSecrets({ config }: Deps): string[] {
  const secrets = { KONDUKTO_SECRET: config.kondukto.secrets, ADMIN_TOKEN: config.adminTokens }
  return Object.entries(secrets).flatMap(([name, values]) =>
    values.length > 0 ? [] : [`${name} is not set, so everything that needs it is refused.`],
  )
}

async function pauses({ db }: Deps): Promise<string[]> {
  const accounts = (await pausedAccounts(db)).map(async ({ id, pausedAt, pausedReason }) => {
    const waiting = await waitingJobs(db, id, null)
    return `${id}: the log-in is refused${since(pausedAt)}: ${pausedReason} ${waits(waiting)}`
  })
  const destinations = (await pausedDestinations(db)).map(async (row) => {
    const waiting = await waitingJobs(db, row.account, row.id)
    return `${row.id}: access is refused${since(row.pausedAt)}: ${row.pausedReason} ${waits(waiting)}`
  })
  return Promise.all([...accounts, ...destinations])
}

async function troubles(deps: Deps): Promise<string[]> {
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
    ...failed.map(
      (it) =>
        `${it.account}: ${jobs(it)} failed${since(it.since)}: ${it.error}. Redrive them once the cause is mended, or dismiss them.`,
    ),
    ...failing.map((it) => `${it.destination}: polls fail${since(it.since)}: ${it.error}`),
    ...overdue.map((it) => `${it.account}: ${jobs(it)} should have started${since(it.since)}.`),
    ...orphaned.map(
      (it) =>
        `${it.account}: is no longer set up, but ${jobs(it)} wait for it${since(it.since)}. Set it up again.`,
    ),
  ]
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
