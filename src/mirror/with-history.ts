import type { Statement } from '../../db/store.ts'
import { insertHistory } from '../../db/tables/history.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import type { RemoteIssue } from '../domain/issue.ts'
import { newId } from '../platform/new-id.ts'

/** What an event does: the issue as it is then, and the writes that make it so. */
export interface Applied {
  readonly issue: Issue
  readonly statements: readonly Statement[]
}

/** Writes, and with them the reason for the issue's history. */
export function withHistory(
  deps: Deps,
  issue: Issue,
  reason: string,
  statements: readonly Statement[],
): Applied {
  const { id: issueId, account: source } = issue
  const { requestId } = deps
  const entry = { issueId, id: newId(), source, reason, requestId, at: deps.now() }
  return { issue, statements: [...statements, insertHistory(deps.db, entry)] }
}

/** What the tracker did not take of a write, such as a label, for the issue's history. It is no failure, so the log says it. */
export function droppedNote(
  deps: Deps,
  issue: Issue,
  { dropped = [] }: RemoteIssue,
): readonly Statement[] {
  if (dropped.length === 0) return []
  const { id: issueId, account } = issue
  deps.log('the tracker did not take everything', { issueId, account, dropped }, 'warning')
  return withHistory(deps, issue, `the tracker did not take: ${dropped.join('; ')}`, []).statements
}
