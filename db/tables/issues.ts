// One file: the statements of one table.

import {
  and,
  eq,
  gt,
  type InferInsertModel,
  type InferSelectModel,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  sql,
} from 'drizzle-orm'
import type { State } from '../../src/domain/issue.ts'
import { placeholdersFor, unseen, value } from '../fixed.ts'
import { issues } from '../schema/index.ts'
import type { Build, Db, Statement } from '../store.ts'

/** One finding and the tracker issue it became. */
export type Issue = InferSelectModel<typeof issues>

/** The issue with this id, or null. */
export async function findIssue(db: Db, id: string): Promise<Issue | null> {
  const [row] = await db.rows(byId, { id })
  return row ?? null
}

const byId = (query: Db['query']) =>
  query
    .select()
    .from(issues)
    .where(eq(issues.id, value('id')))

/** The issues of these findings of a source, those that have one. */
export function findIssuesByKeys(
  db: Db,
  source: string,
  keys: readonly string[],
): Promise<Issue[]> {
  const [one = '', two = one] = keys
  if (keys.length <= 2) return db.rows(byTwoKeys, { source, one, two })
  return db.query
    .select()
    .from(issues)
    .where(and(eq(issues.source, source), inArray(issues.sourceKey, [...keys])))
}

/** Most requests are about one finding, which has a key and perhaps a former one. */
const byTwoKeys = (query: Db['query']) =>
  query
    .select()
    .from(issues)
    .where(
      and(
        eq(issues.source, unseen('source')),
        or(eq(issues.sourceKey, unseen('one')), eq(issues.sourceKey, unseen('two'))),
      ),
    )

/** The columns of an issue's place in its tracker, as they are until it is filed. */
export const unfiled = {
  remoteId: null,
  remoteKey: null,
  remoteUrl: null,
  remoteAssignee: '',
  ourAssignee: '',
  written: null,
  remoteLabels: null,
  remoteStatus: null,
  remoteReason: null,
  seenAt: 0,
  wroteAt: 0,
} as const

/** What every issue has before anything is written to its tracker. */
export const unwritten = {
  ...unfiled,
  generation: 1,
  goneAt: null,
  missingAt: null,
  version: 0,
} as const

/** Adds an issue that is not filed yet. Fails if its finding has one: of simultaneous senders one wins. */
export function insertIssue(_db: Db, issue: Omit<Issue, keyof typeof unwritten>): Statement {
  return { build: insert, values: issue }
}

// Only what differs from issue to issue is bound: a third of the columns have defaults.
const insert = (query: Db['query']) => {
  const columns = Object.entries(placeholdersFor(issues)).filter(([name]) => !(name in unwritten))
  return query.insert(issues).values(Object.fromEntries(columns) as InferInsertModel<typeof issues>)
}

/** The keys of a source's findings that are `start`, or begin with it and a line feed. */
export async function findSourceKeys(db: Db, source: string, start: string): Promise<string[]> {
  const found = await db.query
    .select({ key: issues.sourceKey })
    .from(issues)
    .where(
      and(
        eq(issues.source, source),
        or(
          eq(issues.sourceKey, start),
          // The character after the line feed ends the range.
          and(gt(issues.sourceKey, `${start}\n`), lt(issues.sourceKey, `${start}\u000b`)),
        ),
      ),
    )
  return found.map(({ key }) => key)
}

/** Changes the given columns of an issue; what is undefined stays. */
export function updateIssue(
  _db: Db,
  id: string,
  change: Partial<Omit<Issue, 'id' | 'version'>>,
): Statement {
  const names = Object.keys(change).filter(
    (name) => change[name as keyof typeof change] !== undefined,
  )
  return { build: updateOf(names), values: { ...change, id } }
}

/** The updates that there are, by the columns they change. */
const updates = new Map<string, Build>()

function updateOf(names: readonly string[]): Build {
  const key = names.toSorted().join()
  const known = updates.get(key)
  if (known) return known
  const columns = Object.entries(placeholdersFor(issues)).filter(([name]) => names.includes(name))
  const build: Build = (query) =>
    query
      .update(issues)
      .set(Object.fromEntries(columns))
      .where(eq(issues.id, value('id')))
  updates.set(key, build)
  return build
}

/** Sets the status, and with it who decided and when. */
export function setState(db: Db, id: string, state: State, by: Issue['decidedBy'], now: number) {
  return updateIssue(db, id, { ...state, decidedBy: by, statusAt: now, updatedAt: now })
}

/** Issues that are in a tracker, in the order of their ids, `limit` after the id `after`. */
export function listFiled(db: Db, after: string, limit: number): Promise<Issue[]> {
  return db.query
    .select()
    .from(issues)
    .where(and(isNotNull(issues.remoteId), isNull(issues.goneAt), gt(issues.id, after)))
    .orderBy(issues.id)
    .limit(limit)
}

/**
 * Optimistic lock. Put this first in an atomic write: if `version` changed since the read, it sets the column to NULL,
 * which the constraint rejects, and the write rolls back with a ConflictError. See `retryConflicts`.
 */
export function guardIssue(_db: Db, { id, version }: Pick<Issue, 'id' | 'version'>): Statement {
  return { build: guard, values: { id, version } }
}

const guard = () => sql`update ${issues}
  set version = case when version = ${value('version')} then version + 1 end where id = ${value('id')}`

/** Rolls an atomic write back with a ConflictError if the finding with this key has an issue. */
export function guardUnknown(_db: Db, source: string, sourceKey: string): Statement {
  return { build: guardNone, values: { source, sourceKey } }
}

const guardNone = () => sql`update ${issues} set version = null
  where source = ${value('source')} and source_key = ${value('sourceKey')}`
