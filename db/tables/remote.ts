import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { RemoteIssue, RemoteRef, State } from '../../src/domain/issue.ts'
import { unseen, value } from '../fixed.ts'
import { forKeys } from '../lists.ts'
import { issues } from '../schema/index.ts'
import type { Db, Statement } from '../store.ts'
import { type Issue, unfiled, updateIssue } from './issues.ts'

/** Where the tracker has the issue; names are empty until it is filed. */
export function remoteRef({ target, remoteId, remoteKey }: Issue): RemoteRef {
  return { target, id: remoteId ?? '', key: remoteKey ?? '' }
}

/** The state that we last knew the tracker's issue in; open if it was filed a moment ago. */
export function remoteState({ remoteStatus, remoteReason }: Issue): State {
  return { status: remoteStatus ?? 'open', reason: remoteReason }
}

/** Records where the tracker has the issue after a write of ours, and its state if we wrote that: an event about it is then no news. */
export function recordRemote(
  _db: Db,
  id: string,
  { at, assignees, ...remote }: RemoteIssue,
  { state, now, written, assigned }: Fields & { state: State | undefined; now: number },
): Statement {
  const values = {
    ...{ id, remoteId: remote.id, remoteKey: remote.key, remoteUrl: remote.url, seenAt: at ?? 0 },
    remoteAssignee: assignees ? (assignees[0] ?? '') : null,
    ...{ written: written && JSON.stringify(written), ourAssignee: assigned ?? null },
    ...{ status: state?.status ?? null, reason: state?.reason ?? null },
    wroteAt: at === null ? now : 0,
  }
  return { build: record, values }
}

const record =
  () => sql`update ${issues} set remote_id = ${value('remoteId')}, remote_key = ${value('remoteKey')},
    remote_url = ${value('remoteUrl')}, remote_assignee = coalesce(${value('remoteAssignee')}, remote_assignee),
    written = ${value('written')}, our_assignee = coalesce(${value('ourAssignee')}, our_assignee),
    seen_at = max(seen_at, ${value('seenAt')}), remote_status = coalesce(${value('status')}, remote_status),
    remote_reason = case when ${value('status')} is null then remote_reason else ${value('reason')} end,
    wrote_at = case when ${value('status')} is null then wrote_at else ${value('wroteAt')} end,
    version = version + 1
  where id = ${value('id')}`

/** What we wrote of the fields that people may own; `assigned` is whom we assigned, absent if that is as it was. */
export interface Fields {
  readonly written: Issue['written']
  readonly assigned?: string | undefined
}

/** Records fields that the tracker has as wanted already, so that nothing was written. */
export function recordFields(db: Db, id: string, fields: Fields): Statement {
  const { written, assigned } = fields
  return updateIssue(db, id, { written, ...(assigned !== undefined && { ourAssignee: assigned }) })
}

/** The issues that these of the tracker's issues stand for: several findings may share one. */
export function findIssuesByRemote(
  db: Db,
  account: string,
  remoteIds: readonly string[],
): Promise<Issue[]> {
  return byRemote(db, remoteIds, { account })
}

const byRemote = forKeys(
  (ids) => (query) =>
    query
      .select()
      .from(issues)
      .where(and(eq(issues.account, unseen('account')), sql`${issues.remoteId} in ${ids}`)),
)

/** Forgets where the tracker has the issue, so that it is filed anew under another key. */
export function renewIssue(db: Db, id: string, now: number): Statement {
  const renewed = {
    generation: sql`${issues.generation} + 1`,
    ...unfiled,
    ...({ status: 'open', reason: null, decidedBy: 'scanner' } as const),
    ...{ statusAt: now, updatedAt: now },
  }
  return db.query.update(issues).set(renewed).where(eq(issues.id, id))
}

/** Whether an issue was ever filed in this place. */
export async function hasFiled(
  db: Db,
  { account, target }: { readonly account: string; readonly target: string },
): Promise<boolean> {
  const found = await db.query
    .select({ id: issues.id })
    .from(issues)
    .where(and(eq(issues.account, account), isNotNull(issues.remoteId), eq(issues.target, target)))
    .limit(1)
  return found.length > 0
}
