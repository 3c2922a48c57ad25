import { and, eq, lte, sql } from 'drizzle-orm'
import type { Db, Statement } from './db.ts'
import { type Job, releaseNext } from './jobs.ts'
import { accounts, jobs, lanes } from './schema.ts'

/** How long a claim lasts, in milliseconds: twice what a call to a tracker may take. */
export const leaseMs = 20_000

/** Who claims: `concurrency` is how many of the account may run at a time, `token` is new for each claim. */
export interface Claim {
  readonly account: string
  readonly concurrency: number
  readonly token: string
  readonly now: number
}

/**
 * Takes the account's oldest due job under a lease, or null: nothing is due, as many run as may, or the account must
 * wait. One statement, so that no two workers take the same job or outrun the pace.
 */
export async function claimJob(db: Db, claim: Claim): Promise<Job | null> {
  const { account, concurrency, token, now } = claim
  const next = sql`select ${jobs.id} from ${jobs}
    where ${jobs.account} = ${account} and ${jobs.state} = 'ready' and ${jobs.dueAt} <= ${now}
      and not exists (select 1 from ${lanes}
        where ${lanes.id} = ${jobs.lane} and ${lanes.parkedAt} is not null)
    order by ${jobs.dueAt}, ${jobs.id} limit 1`
  const [job] = await db.query
    .update(jobs)
    .set({
      state: 'running',
      leaseUntil: now + leaseMs,
      leaseToken: token,
      triedAt: sql`coalesce(${jobs.triedAt}, ${now})`,
    })
    .where(
      sql`${jobs.id} = (${next})
        and (select count(*) from ${jobs}
          where ${jobs.account} = ${account} and ${jobs.state} = 'running') < ${concurrency}
        and exists (select 1 from ${accounts} where ${accounts.id} = ${account}
          and ${accounts.parkedAt} is null and ${accounts.nextWriteAt} <= ${now})`,
    )
    .returning()
  return job ?? null
}

/**
 * Gives back jobs whose worker died: their outcome is unknown, so they wait until a look-up can be believed,
 * `settleMs` after their try began. With `all`, those whose lease has not run out too.
 */
export function freeLeases(
  db: Db,
  free: { account: string; settleMs: number; now: number; all?: boolean },
): Statement {
  const until = free.all ? Number.MAX_SAFE_INTEGER : free.now
  return db.query
    .update(jobs)
    .set({
      state: 'ready',
      uncertain: true,
      dueAt: sql`${jobs.leaseUntil} + ${free.settleMs - leaseMs}`,
      leaseUntil: null,
      leaseToken: null,
    })
    .where(
      and(eq(jobs.account, free.account), eq(jobs.state, 'running'), lte(jobs.leaseUntil, until)),
    )
}

/**
 * Marks a claimed job done and lets the issue's next job go, `pauseMs` later. Nothing happens if the lease was lost.
 */
export function finishJob(db: Db, job: Job, now: number, pauseMs = 0): [Statement, Statement] {
  const done = db.query
    .update(jobs)
    .set({
      state: 'done',
      finishedAt: now,
      error: null,
      leaseUntil: null,
      leaseToken: null,
      payload: {},
    })
    .where(held(job))
  return [done, releaseNext(job.issueId, pauseMs > 0 ? now + pauseMs : 0)]
}

/** Puts a claimed job back, due later or parked, with what is known of its failure. */
export function returnJob(
  db: Db,
  job: Job,
  change: Partial<Pick<Job, 'dueAt' | 'state' | 'tries' | 'uncertain' | 'error'>>,
): Statement {
  return db.query
    .update(jobs)
    .set({ state: 'ready', leaseUntil: null, leaseToken: null, ...change })
    .where(held(job))
}

/** Whether the claim still holds: a worker that was thought dead must not record anything. */
export function held(job: Job) {
  return and(
    eq(jobs.id, job.id),
    eq(jobs.state, 'running'),
    eq(jobs.leaseToken, job.leaseToken ?? ''),
  )
}
