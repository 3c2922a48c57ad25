import type { Reason, State } from '../../src/domain/issue.ts'

/** What we read of a status, wherever Jira tells one. */
export interface Status {
  readonly name?: string | undefined
  readonly statusCategory?: { readonly key?: string | undefined } | undefined
}

const duplicate = /duplicate/i
const notPlanned =
  /won.?t|will not|cannot reproduce|can.?t reproduce|not reproducible|not a bug|invalid|reject|declin|cancel|obsolete|by design|as designed|false positive|risk/i

/** Why an issue is closed, by the name of its resolution or status: what is neither of the two is done. */
export function reasonOf(name: string): Reason {
  if (duplicate.test(name)) return 'duplicate'
  return notPlanned.test(name) ? 'not_planned' : 'completed'
}

/**
 * Open or closed by the status' category, which people cannot rename: `new`, `indeterminate`, `done`. Why, by the
 * resolution or, in projects without resolutions, by the status.
 */
export function stateOf(status: Status, resolution: string | null): State {
  if (!isDone(status)) return { status: 'open', reason: null }
  return { status: 'closed', reason: reasonOf(resolution ?? status.name ?? '') }
}

/** Whether nothing more is to be done in this status. */
export function isDone({ statusCategory }: Status): boolean {
  return statusCategory?.key === 'done'
}
