import type { Reason, State } from '../../../src/domain/issue.ts'

/** What we read of a status, wherever Jira gives one. */
export interface Status {
  readonly name?: string | undefined
  readonly statusCategory?: { readonly key?: string | undefined } | undefined
}

/** What we read of a resolution. */
export interface Resolution {
  readonly id?: string | null | undefined
  readonly name?: string | null | undefined
}

/** What the routes file says that resolutions mean, by their names. */
export type Resolutions = Readonly<Record<string, Reason>>

const duplicate = /duplicate/i
const notPlanned =
  /won.?t|will not|cannot reproduce|can.?t reproduce|not reproducible|not a bug|invalid|reject|declin|cancel|obsolete|by design|as designed|false positive|risk/i
const completed =
  /^(done|fixed|complete[d]?|resolved|implemented|delivered|released|deployed|shipped|verified|closed|finished)\b/i

/** Jira's own resolutions by their ids, whatever they are called: those of Cloud, then those of older sites. */
const byId: Readonly<Record<string, Reason>> = {
  ...{ 10000: 'completed', 10001: 'not_planned', 10002: 'duplicate', 10003: 'not_planned' },
  ...{ 1: 'completed', 2: 'not_planned', 3: 'duplicate', 4: 'not_planned', 5: 'not_planned' },
}

/**
 * The reason that a resolution stands for: by the routes file, by its name, or by Jira's own ids. One whose
 * meaning is not known is a person's decision that must stand, so that it counts as not planned.
 */
export function reasonOf({ id, name }: Resolution, resolutions: Resolutions): Reason {
  const given = Object.entries(resolutions).find(
    ([known]) => known.toLowerCase() === name?.toLowerCase(),
  )
  return given?.[1] ?? reasonNamed(name ?? '') ?? byId[id ?? ''] ?? 'not_planned'
}

/** The reason that the name of a resolution or of a status says; null if it says none. */
export function reasonNamed(name: string): Reason | null {
  if (duplicate.test(name)) return 'duplicate'
  if (notPlanned.test(name)) return 'not_planned'
  return completed.test(name) ? 'completed' : null
}

/**
 * Open or closed by the status' category, which people cannot rename: `new`, `indeterminate`, `done`. The
 * reason is the resolution's or, in projects without resolutions, what the status' name says.
 */
export function stateOf(
  status: Status,
  resolution: Resolution | null | undefined,
  resolutions: Resolutions = {},
): State {
  if (!isDone(status)) return { status: 'open', reason: null }
  const reason = resolution?.name
    ? reasonOf(resolution, resolutions)
    : (reasonNamed(status.name ?? '') ?? 'completed')
  return { status: 'closed', reason }
}

/** Returns whether the status is of the category "done". */
export function isDone({ statusCategory }: Status): boolean {
  return statusCategory?.key === 'done'
}
