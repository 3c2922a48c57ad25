/** One field of an issue: what we wrote last, what the tracker has, and what is wanted now. */
export interface Field<T> {
  readonly last: T
  readonly has: T
  readonly wanted: T
}

/**
 * Decides who owns a field, and returns the value to write. Null if a person has changed the field since we
 * wrote it, which makes it theirs for good, or if it is as wanted already. `isSame` compares two values as
 * the tracker keeps them.
 */
export function valueToWrite<T>(
  { last, has, wanted }: Field<T>,
  isSame: (one: T, other: T) => boolean = Object.is,
): { readonly value: T } | null {
  return isSame(has, last) && !isSame(has, wanted) ? { value: wanted } : null
}

/** Labels to add to an issue and to take off it. All other labels are people's. */
export interface LabelChange {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/**
 * Returns a change of labels in the tracker's own form. What is one label there, such as `New one` and
 * `New_one` in Jira, is never added and taken off at once: it stays. `sameAs` folds what the tracker takes
 * for the same, such as case.
 */
export function labelsToWrite(
  { add, remove }: LabelChange,
  formOf: (labels: readonly string[]) => readonly string[],
  sameAs: (label: string) => string = (label) => label,
): LabelChange {
  const added = formOf(add)
  const kept = new Set(added.map(sameAs))
  return { add: added, remove: formOf(remove).filter((label) => !kept.has(sameAs(label))) }
}
