import { eq, sql } from 'drizzle-orm'
import { jobs } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import type { Job } from './jobs.ts'

/** What becomes of a claimed job. */
export type JobChange = Partial<
  Pick<
    Job,
    | 'dueAt'
    | 'tries'
    | 'outcomeUnknown'
    | 'error'
    | 'failingSince'
    | 'payload'
    | 'finishedAt'
    | 'took'
    | 'writes'
    | 'note'
  >
> & { readonly state: 'done' | 'failed' | 'waiting' | 'ready' }

/**
 * Ends the claim. Put it first into the atomic write of what the attempt brought: if the lease was lost, it fails with a
 * LeaseLostError and nothing is written. If the job was made due again meanwhile, it keeps that time; if its payload was
 * patched meanwhile, it gets the patch, or runs again if it is done.
 */
export function endClaim(db: Db, job: Pick<Job, 'id' | 'version'>, change: JobChange): Statement {
  const { dueAt = null, state, payload, ...rest } = change
  const pending = sql`json_extract(${jobs.payload}, '$.pending')`
  const again = sql`${state} = 'done' and ${pending} is not null`
  const next = payload
    ? sql`${JSON.stringify(payload)}`
    : sql`json_remove(${jobs.payload}, '$.pending')`
  const held = sql`${jobs.state} = 'running' and ${jobs.version} = ${job.version}`
  return db.query
    .update(jobs)
    .set({
      leaseUntil: null,
      lostLeases: 0,
      ...rest,
      state: sql`case when ${again} then 'waiting' else ${state} end`,
      payload: sql`json_patch(${next}, case when ${again} then '{}' else coalesce(${pending}, '{}') end)`,
      dueAt: sql`coalesce(${jobs.dueAt}, case when ${again} then ${jobs.createdAt} else ${dueAt} end)`,
      version: sql`case when ${held} then ${jobs.version} + 1 end`,
    })
    .where(eq(jobs.id, job.id))
}
