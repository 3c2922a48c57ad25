import { and, eq, gt, gte, type InferSelectModel, isNotNull, lt, sql } from 'drizzle-orm'
import { value } from '../../fixed.ts'
import { destinations } from '../../schema/index.ts'
import type { Db, Statement } from '../../store.ts'
import { ensureAccount } from './accounts.ts'
import { insertNamedJob } from './named-jobs.ts'

/** A target within an account: how far its changes were read, and whether writing there is allowed. */
export type Destination = InferSelectModel<typeof destinations>

/** The destination's id: the account and the target in it. */
export function destinationId(account: string, target: string): string {
  return `${account}:${target}`
}

const ensure = () => sql`insert into ${destinations} (id, account, target, cursor)
  values (${value('id')}, ${value('account')}, ${value('target')}, ${value('cursor')}) on conflict do nothing`

/** Makes sure that the destination exists and is polled. */
export function ensureDestination(
  db: Db,
  account: string,
  target: string,
  now: number,
): Statement[] {
  const id = destinationId(account, target)
  return [
    ensureAccount(db, account),
    { build: ensure, values: { id, account, target, cursor: null } },
    insertNamedJob(db, {
      id: pollId(id),
      kind: 'poll',
      account,
      destination: id,
      payload: { target },
      reason: 'changes in the tracker',
      paced: false,
      dueAt: now,
      now,
    }),
  ]
}

/** Makes sure that a destination exists that has nothing to poll, such as a scanner's. */
export function ensureUnpolled(db: Db, account: string, target: string): [Statement, Statement] {
  const id = destinationId(account, target)
  return [
    ensureAccount(db, account),
    { build: ensure, values: { id, account, target, cursor: '' } },
  ]
}

/** The destination with this id, or null. */
export async function findDestination(db: Db, id: string): Promise<Destination | null> {
  const [row] = await db.rows(byId, { id })
  return row ?? null
}

const byId = (query: Db['query']) =>
  query
    .select()
    .from(destinations)
    .where(eq(destinations.id, value('id')))

/** Records how far the changes were read. */
export function moveCursor(_db: Db, id: string, cursor: string): Statement {
  return { build: move, values: { id, cursor } }
}

const move = () =>
  sql`update ${destinations} set cursor = ${value('cursor')} where id = ${value('id')}`

/** Destinations that are paused. */
export function pausedDestinations(db: Db): Promise<Destination[]> {
  return db.query
    .select()
    .from(destinations)
    .where(and(gt(destinations.id, ''), isNotNull(destinations.pausedAt)))
}

/** The id of the job that polls the destination. */
export function pollId(destination: string): string {
  return `poll:${destination}`
}

/** The account's targets that findings have gone to, `limit` at most. */
export async function listTargets(db: Db, account: string, limit: number): Promise<string[]> {
  const rows = await db.query
    .select({ target: destinations.target })
    .from(destinations)
    .where(and(gte(destinations.id, `${account}:`), lt(destinations.id, `${account};`)))
    .limit(limit)
  return rows.map(({ target }) => target)
}
