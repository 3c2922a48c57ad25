import { fingerprint } from './finding.ts'
import type { FieldForms } from './issue.ts'

/** A field that is ours until a person changes it. */
export type OwnedField = keyof FieldForms

/** Hashes of the forms that we last wrote, by field. */
export type Written = Readonly<Partial<Record<OwnedField, string>>>

/** Returns hashes of forms, to be kept. */
export async function hashesOf(forms: FieldForms): Promise<Written> {
  const hashed = Object.entries(forms).map(
    async ([field, form]) => [field, (await fingerprint([form])).slice(0, 16)] as const,
  )
  return Object.fromEntries(await Promise.all(hashed))
}

/** Three states of fields, as hashes: what we wrote last, what the tracker has, and what is wanted. */
export interface Compared {
  readonly last: Written
  readonly has: Written
  readonly wants: Written
}

/**
 * Decides who owns each wanted field. `write`: it is still as we wrote it. `kept`: the hashes to keep once that is written,
 * also of what is as wanted already, by a write whose answer was lost. A field that a person has changed is in neither.
 */
export function decideFields({ last, has, wants }: Compared): {
  readonly write: readonly OwnedField[]
  readonly kept: Written
} {
  const fields = (Object.keys(wants) as OwnedField[]).filter((field) => has[field] !== undefined)
  const write = fields.filter((field) => has[field] === last[field])
  const kept = fields.filter((field) => write.includes(field) || has[field] === wants[field])
  return { write, kept: pick(wants, kept) }
}

/** The given fields of a record. */
export function pick<T extends object, K extends keyof T>(record: T, fields: readonly K[]) {
  const entries = fields.flatMap((field) => (field in record ? [[field, record[field]]] : []))
  return Object.fromEntries(entries) as Partial<Pick<T, K>>
}

/** Who is assigned, whom we assigned last, and who is wanted, by the tracker's names; empty for no person. */
export interface Assignment {
  readonly has: readonly string[]
  readonly last: string
  readonly wanted: string
}

/**
 * Returns all who are to be assigned: the wanted in the place of ours, and those whom people added. Null if ours is not
 * there any more, which leaves the issue to people, or if nothing is to change.
 */
export function assigneesToWrite({ has, last, wanted }: Assignment): readonly string[] | null {
  const isOurs = last ? nameIn(has, last) !== '' : has.length === 0
  if (!isOurs || isSame(last, wanted)) return null
  const others = has.filter((name) => !isSame(name, last) && !isSame(name, wanted))
  return wanted ? [...others, wanted] : others
}

/**
 * Whom of `has` we have assigned, once the tracker has taken what was written, or after nothing was. A tracker may drop a
 * name without a word. Undefined if people decide.
 */
export function ourAssignee({ has, last, wanted }: Assignment, isWritten: boolean) {
  const name = nameIn(has, wanted)
  if (isWritten) return name || nameIn(has, last)
  const isAsWanted = wanted ? name !== '' : has.length === 0
  return isAsWanted ? name : undefined
}

/** A name as the issue has it, empty if it is not assigned. Names that differ only in case are one. */
export function nameIn(names: readonly string[], name: string): string {
  return names.find((one) => isSame(one, name)) ?? ''
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
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
