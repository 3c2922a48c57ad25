import { and, eq, type InferSelectModel, sql } from 'drizzle-orm'
import type { RemoteIssue, State } from '../src/core/issue.ts'
import type { Db, Statement } from './db.ts'
import { issues } from './schema.ts'

/** One finding and the tracker issue it became. */
export type Issue = InferSelectModel<typeof issues>

export async function findIssue(db: Db, id: string): Promise<Issue | null> {
  const [row] = await db.query.select().from(issues).where(eq(issues.id, id))
  return row ?? null
}

/** The issue of a finding, by what makes the finding itself. */
export async function findIssueByKey(db: Db, source: string, key: string): Promise<Issue | null> {
  const [row] = await db.query
    .select()
    .from(issues)
    .where(and(eq(issues.source, source), eq(issues.sourceKey, key)))
  return row ?? null
}

/** Adds the issue. Fails where its finding has one: of simultaneous senders one wins. */
export function insertIssue(db: Db, issue: Issue): Statement {
  return db.query.insert(issues).values(issue)
}

/** Changes what the scanner side knows of an issue. */
export function updateIssue(db: Db, id: string, change: Partial<Issue>): Statement {
  return db.query.update(issues).set(change).where(eq(issues.id, id))
}

/** Sets the status, and with it who decided and when. */
export function setState(db: Db, id: string, state: State, by: Issue['decidedBy'], now: number) {
  return updateIssue(db, id, { ...state, decidedBy: by, statusAt: now, updatedAt: now })
}

/** Records where the tracker has the issue. */
export function recordRemote(db: Db, id: string, remote: RemoteIssue): Statement {
  return updateIssue(db, id, {
    remoteId: remote.id,
    remoteKey: remote.key,
    remoteUrl: remote.url,
    remoteAssignee: remote.assignee,
  })
}

/** Forgets where the tracker has the issue, so that it is filed anew under another key. */
export function renewIssue(db: Db, id: string, now: number): Statement {
  return updateIssue(db, id, {
    generation: sql`${issues.generation} + 1` as unknown as number,
    remoteId: null,
    remoteKey: null,
    remoteUrl: null,
    remoteAssignee: '',
    status: 'open',
    reason: null,
    decidedBy: 'scanner',
    statusAt: now,
    updatedAt: now,
  })
}
