import { type Placeholder, type SQL, sql } from 'drizzle-orm'
import { value } from '../../fixed.ts'
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
export function insertNamedJob(
  _db: Db,
  { payload, requestId = null, ...job }: NewNamedJob,
  ifOpen: object | null = null,
): Statement {
  const patch = JSON.stringify(ifOpen ?? {})
  const values = { ...job, requestId, payload: JSON.stringify(payload), patch }
  return { build: ifOpen ? armOrPatch : arm, values: { ...values, paced: job.paced ? 1 : 0 } }
}

const insertNamed = sql`insert into ${jobs} (id, kind, account, destination, payload, reason, request_id, state, paced, due_at, rank, created_at)
  values (${value('id')}, ${value('kind')}, ${value('account')}, ${value('destination')}, ${value('payload')}, ${value('reason')},
    ${value('requestId')}, 'waiting', ${value('paced')}, ${value('dueAt')}, ${value('now')}, ${value('now')})`
const isOver = sql.raw(`state in ('done', 'failed')`)
const arm = () => sql`${armOrPatch()} where ${isOver}`

/** Upserts the job. */
function armOrPatch(): SQL {
  const arms = (then: SQL | Placeholder, column: string) => {
    const name = sql.raw(column)
    return sql`${name} = case when ${isOver} then ${then} else ${name} end`
  }
  const none = sql.raw('null')
  return sql`${insertNamed}
    on conflict (id) do update set
      payload = case when state = 'running' then json_set(payload, '$.pending', json(${value('patch')}))
        else json_patch(payload, case when ${isOver} then ${value('payload')} else ${value('patch')} end) end,
      ${arms(sql.raw(`'waiting'`), 'state')}, ${arms(value('dueAt'), 'due_at')}, ${arms(value('requestId'), 'request_id')},
      ${arms(sql.raw('0'), 'tries')}, ${arms(sql.raw('0'), 'lost_leases')}, ${arms(none, 'error')},
      ${arms(none, 'failing_since')}, ${arms(none, 'finished_at')}`
}

/** Returns when the waiting ones of these jobs are due, by id, in epoch milliseconds. */
export async function dueTimes(db: Db, ids: readonly string[]): Promise<Map<string, number>> {
  const found = await db.query.all<{ id: string; dueAt: number }>(
    sql`select id, due_at as "dueAt" from ${jobs}
      where id in (select value from json_each(${JSON.stringify(ids)})) and state = 'waiting'`,
  )
  return new Map(found.map(({ id, dueAt }) => [id, dueAt]))
}

/** Adds a named job that runs once for each value of `field` in its payload: it is armed again if the value differs. */
export function insertJobOnChange(
  _db: Db,
  { payload, requestId = null, ...job }: NewNamedJob,
  field: string,
): Statement {
  const given = { payload: JSON.stringify(payload), path: `$.${field}`, paced: job.paced ? 1 : 0 }
  return { build: armOnChange, values: { ...job, requestId, ...given } }
}

const armOnChange = () => sql`${insertNamed}
  on conflict (id) do update set payload = excluded.payload, state = 'waiting', due_at = excluded.due_at,
    tries = 0, lost_leases = 0, error = null, failing_since = null, finished_at = null
  where json_extract(payload, ${value('path')}) is not json_extract(excluded.payload, ${value('path')})`

/** Makes a waiting job due at `dueAt`; a running job is due then once more. */
export function hurryJob(_db: Db, id: string, dueAt: number): Statement {
  return { build: hurry, values: { id, dueAt } }
}

const hurry = () => sql`update ${jobs} set due_at = ${value('dueAt')}
  where id = ${value('id')} and (state = 'waiting' or state = 'running')`
