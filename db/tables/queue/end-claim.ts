import { eq, sql } from 'drizzle-orm'
import { value } from '../../fixed.ts'
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
export function endClaim(_db: Db, job: Job, change: JobChange): Statement {
  const { id, version, tries, outcomeUnknown, error, failingSince, finishedAt } = job
  const { took, writes, note } = job
  const before = { tries, outcomeUnknown, error, failingSince, finishedAt, took, writes, note }
  const payload = change.payload ? JSON.stringify(change.payload) : null
  return { build: end, values: { dueAt: null, ...before, ...change, id, version, payload } }
}

const end = (query: Db['query']) => {
  const pending = sql`json_extract(${jobs.payload}, '$.pending')`
  const again = sql`${value('state')} = 'done' and ${pending} is not null`
  const next = sql`coalesce(${value('payload')}, json_remove(${jobs.payload}, '$.pending'))`
  const held = sql`${jobs.state} = 'running' and ${jobs.version} = ${value('version')}`
  return query
    .update(jobs)
    .set({
      leaseUntil: null,
      lostLeases: 0,
      tries: sql`${value('tries')}`,
      outcomeUnknown: sql`${sql.param(value('outcomeUnknown'), jobs.outcomeUnknown)}`,
      error: sql`${value('error')}`,
      failingSince: sql`${value('failingSince')}`,
      finishedAt: sql`${value('finishedAt')}`,
      took: sql`${value('took')}`,
      writes: sql`${value('writes')}`,
      note: sql`${value('note')}`,
      state: sql`case when ${again} then 'waiting' else ${value('state')} end`,
      payload: sql`json_patch(${next}, case when ${again} then '{}' else coalesce(${pending}, '{}') end)`,
      dueAt: sql`coalesce(${jobs.dueAt}, case when ${again} then ${jobs.createdAt} else ${value('dueAt')} end)`,
      version: sql`case when ${held} then ${jobs.version} + 1 end`,
    })
    .where(eq(jobs.id, value('id')))
}
