import { z } from 'zod'
import type { State } from '../../../src/domain/issue.ts'
import type { JiraOptions } from '../fields/options.ts'
import { missingFields, routeValue } from '../fields/required-fields.ts'
import { type ScreenField, screenField } from '../fields/screen-field.ts'
import { resolutionFor } from './resolution.ts'
import { type Resolution, reasonNamed, type Status, stateOf } from './state.ts'

/** A transition that Jira offers for an issue as it is. */
export interface Transition {
  readonly id: string
  readonly name: string
  readonly to: Status
  readonly fields: readonly ScreenField[]
}

const Offered = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  name: z.string().catch(''),
  to: z.object({
    name: z.string().optional(),
    statusCategory: z.object({ key: z.string().optional() }).optional(),
  }),
  isAvailable: z.boolean().optional().catch(undefined),
  fields: z.record(z.string(), z.unknown()).optional().catch(undefined),
})

/** The transitions in Jira's answer that can be taken. Jira may list others. */
export function transitionsIn(answer: unknown): Transition[] {
  const all: unknown[] = Array.isArray(answer) ? answer : []
  return all.flatMap((one) => {
    const { data } = Offered.safeParse(one)
    if (!data || data.isAvailable === false) return []
    const screen = Object.entries(data.fields ?? {})
    return { ...data, fields: screen.map(([key, meta]) => screenField(key, meta)) }
  })
}

/**
 * Sorts transitions by the order in which to try them: those the route prefers by the name of the status
 * or of the transition, then those whose status says the reason, then the others.
 */
export function bestFirst(
  transitions: readonly Transition[],
  to: State,
  preferred: readonly string[],
): readonly Transition[] {
  return transitions.toSorted((a, b) => rank(a, to, preferred) - rank(b, to, preferred))
}

/** The place of a transition, or of its status, among the names that the route gives; -1 if it names neither. */
export function placeIn(preferred: readonly string[], { name, to }: Transition): number {
  const names = [to.name ?? '', name].map((one) => one.toLowerCase())
  return preferred.findIndex((one) => names.includes(one))
}

function rank(transition: Transition, wanted: State, preferred: readonly string[]): number {
  const place = placeIn(preferred, transition)
  if (place >= 0) return place - preferred.length
  const { to } = transition
  if (wanted.status === 'open') return to.statusCategory?.key === 'new' ? 0 : 1
  return (reasonNamed(to.name ?? '') ?? 'completed') === wanted.reason ? 0 : 1
}

interface Prepared {
  readonly transition: Transition
  readonly fields: Readonly<Record<string, unknown>>
  /** The state that it brings, as far as Jira can hold it. */
  readonly written: State
}

/** What a transition is taken for; `isLast` says that it brings the issue there. */
interface Purpose {
  readonly to: State
  readonly isLast: boolean
  readonly options: JiraOptions
}

/** Returns the first candidate whose required fields all have values, with them. Throws `rejected` if none has. */
export function prepare(
  candidates: readonly Transition[],
  issue: string,
  purpose: Purpose,
): Prepared {
  const tries = candidates.map((transition) => {
    const given = transition.fields.map((field) => [field, valueOn(field, purpose)] as const)
    const missing = given.flatMap(([field, value]) =>
      field.needed && value === undefined ? field : [],
    )
    const set = given.filter(([, value]) => value !== undefined)
    const fields = Object.fromEntries(set.map(([{ id }, value]) => [id, value]))
    return { transition, fields, missing }
  })
  const ready = tries.find(({ missing }) => missing.length === 0)
  if (ready) return { ...ready, written: writtenBy(ready.transition, ready.fields, purpose) }
  const [first] = tries
  throw missingFields(first?.missing ?? [], `to bring ${issue} to ${first?.transition.to.name}`)
}

function valueOn(field: ScreenField, { to, isLast, options }: Purpose): unknown {
  if (field.id === 'resolution' && isLast && to.reason)
    return resolutionFor(to.reason, field, options)
  return field.needed ? routeValue(options, field) : undefined
}

function writtenBy(transition: Transition, fields: Prepared['fields'], purpose: Purpose): State {
  const { to, options } = purpose
  if (to.status === 'open') return { status: 'open', reason: null }
  return stateOf(transition.to, fields.resolution as Resolution | undefined, options.resolutions)
}
