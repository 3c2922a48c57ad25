import { uuidv7 } from 'uuidv7'
import type { Statement } from '../../db/db.ts'
import { insertDelivery } from '../../db/deliveries.ts'
import type { Issue } from '../../db/issues.ts'
import type { Deps } from '../deps.ts'

/** What an event does: the issue as it is then, and the writes that make it so. */
export interface Applied {
  readonly issue: Issue
  readonly statements: readonly Statement[]
}

/** Writes, and with them the reason for the issue's history. */
export function noted(
  deps: Deps,
  issue: Issue,
  reason: string,
  statements: readonly Statement[],
): Applied {
  const note = insertDelivery(deps.db, {
    id: uuidv7(),
    source: issue.tracker,
    issueId: issue.id,
    headers: {},
    outcome: 'applied',
    reason,
    at: deps.now(),
  })
  return { issue, statements: [...statements, note] }
}
