import { and, eq, inArray, sql } from 'drizzle-orm'
import { jobs } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'

/** Work that exists once under its id, such as a poll. */
export interface NewNamedJob {
  readonly id: string
  readonly kind: string
  readonly account: string
  readonly destination: string | null
  readonly payload: object
  readonly reason: string
  readonly paced: boolean
  readonly requestId?: string | null
  readonly dueAt: number
  readonly now: number
}

/**
 * Adds it. If it is there already: one that is over is armed again, its kept payload patched with the new one; the payload
 * of an open one is patched with `ifOpen`, that of a running one when its attempt ends (see `endClaim`). Nothing happens to
 * an open one without `ifOpen`.
 */
export function insertNamedJob(db: Db, job: NewNamedJob, ifOpen: object | null = null): Statement {
  const { now, payload, ...row } = job
  const isOver = sql.raw(`state in ('done', 'failed')`)
  const patch = JSON.stringify(ifOpen ?? {})
  const arms = (value: unknown, column: string) =>
    sql`case when ${isOver} then ${value} else ${sql.raw(column)} end`
  return db.query
    .insert(jobs)
    .values({ ...row, state: 'waiting', payload: { ...payload }, rank: now, createdAt: now })
    .onConflictDoUpdate({
      target: jobs.id,
      set: {
        payload: sql`case when state = 'running' then json_set(payload, '$.pending', json(${patch}))
          else json_patch(payload, case when ${isOver} then ${JSON.stringify(payload)} else ${patch} end) end`,
        state: arms('waiting', 'state'),
        dueAt: arms(job.dueAt, 'due_at'),
        requestId: arms(job.requestId ?? null, 'request_id'),
        tries: arms(0, 'tries'),
        lostLeases: arms(0, 'lost_leases'),
        error: arms(null, 'error'),
        failingSince: arms(null, 'failing_since'),
        finishedAt: arms(null, 'finished_at'),
      },
      ...(!ifOpen && { setWhere: isOver }),
    })
}

/** Adds a named job that runs once for each value of `field` in its payload: it is armed again if the value differs. */
export function insertJobOnChange(db: Db, job: NewNamedJob, field: string): Statement {
  const { now, payload, ...row } = job
  const wanted = JSON.stringify(payload)
  const path = `$.${field}`
  return db.query
    .insert(jobs)
    .values({ ...row, state: 'waiting', payload: { ...payload }, rank: now, createdAt: now })
    .onConflictDoUpdate({
      target: jobs.id,
      set: {
        payload: sql`${wanted}`,
        state: 'waiting',
        dueAt: job.dueAt,
        tries: 0,
        lostLeases: 0,
        error: null,
        failingSince: null,
        finishedAt: null,
      },
      setWhere: sql`json_extract(${jobs.payload}, ${path}) is not json_extract(${wanted}, ${path})`,
    })
}

/** Makes a waiting job due at `dueAt`; one that runs is due then once more. */
export function hurryJob(db: Db, id: string, dueAt: number): Statement {
  return db.query
    .update(jobs)
    .set({ dueAt })
    .where(and(eq(jobs.id, id), inArray(jobs.state, ['waiting', 'running'])))
}
