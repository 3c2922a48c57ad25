import type { Statement } from '../../db/store.ts'
import { type Issue, setState } from '../../db/tables/issues.ts'
import { renewIssue } from '../../db/tables/remote.ts'
import type { Deps } from '../deps.ts'
import type { Decision } from '../domain/lifecycle.ts'
import { enqueue, enqueueState, explain } from '../queue/enqueue.ts'

/** The rows that a decision asks for, on an issue that is stored or about to be in the same write. */
export function follow(deps: Deps, issue: Issue, decision: Decision): Statement[] {
  const { state, comment, why, renew } = decision
  const statements: Statement[] = []
  if (renew) {
    const renewed = { ...issue, generation: issue.generation + 1 }
    statements.push(
      renewIssue(deps.db, issue.id, deps.now()),
      enqueue(deps, renewed, { kind: 'create', payload: {} }, why),
    )
  }
  if (state) {
    statements.push(
      setState(deps.db, issue.id, state, 'scanner', deps.now()),
      ...enqueueState(deps, issue, state, why),
    )
  }
  if (comment) statements.push(...explain(deps, issue, comment, why))
  return statements
}
