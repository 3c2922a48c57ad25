import type { State } from '../../src/domain/issue.ts'
import { lacks } from './fill.ts'
import { type JiraOptions, valueFor } from './options.ts'
import { resolutionFor } from './resolution.ts'
import { type ScreenField, screenField } from './screen-field.ts'
import { reasonOf, type Status } from './state.ts'

/** A transition that Jira offers for an issue as it is. */
export interface Offer {
  readonly id: string
  readonly name: string
  readonly to: Status
  readonly fields: readonly ScreenField[]
}

/** Those in an answer. Some of a workflow's transitions may be told but not be taken. */
export function offersIn(transitions: unknown): Offer[] {
  const all: unknown[] = Array.isArray(transitions) ? transitions : []
  return all.flatMap((transition) => {
    const { id, name, to, fields, isAvailable } = Object(transition)
    if (!id || !to || isAvailable === false) return []
    const screen = Object.entries(fields ?? {}).map(([key, meta]) => screenField(key, meta))
    return { id: String(id), name: String(name ?? ''), to, fields: screen }
  })
}

/**
 * The offers in the order in which they are to be tried: those the route prefers by the name of the status or of the
 * transition, then those whose status says why, then those of a category that is nearer.
 */
export function bestFirst(
  offers: readonly Offer[],
  to: State,
  preferred: readonly string[],
): readonly Offer[] {
  return offers.toSorted((a, b) => rank(a, to, preferred) - rank(b, to, preferred))
}

function rank({ name, to }: Offer, wanted: State, preferred: readonly string[]): number {
  const names = [to.name ?? '', name].map((one) => one.toLowerCase())
  const place = preferred.findIndex((one) => names.includes(one))
  if (place >= 0) return place - preferred.length
  const category = to.statusCategory?.key
  if (wanted.status === 'open') return category === 'new' ? 0 : 1
  if (category !== 'done') return category === 'indeterminate' ? 0 : 1
  return reasonOf(to.name ?? '') === wanted.reason ? 0 : 1
}

interface Filled {
  readonly offer: Offer
  readonly fields: Readonly<Record<string, unknown>>
  /** What it makes of the state, as far as Jira can hold it. */
  readonly written: State
}

/** Where a transition is to lead, and whether it is the last on the way there. */
interface Goal {
  readonly to: State
  readonly isLast: boolean
  readonly options: JiraOptions
}

/** The first of the candidates that can be taken, with what its screen wants. Throws `rejected` where none can. */
export function fill(candidates: readonly Offer[], issue: string, goal: Goal): Filled {
  const tries = candidates.map((offer) => {
    const given = offer.fields.map((field) => [field, valueOn(field, goal)] as const)
    const lacking = given.flatMap(([field, value]) =>
      field.needed && value === undefined ? field : [],
    )
    const set = given.filter(([, value]) => value !== undefined)
    return { offer, fields: Object.fromEntries(set.map(([{ id }, value]) => [id, value])), lacking }
  })
  const taken = tries.find(({ lacking }) => lacking.length === 0)
  if (taken) return { ...taken, written: writtenBy(taken.offer, taken.fields, goal) }
  const [first] = tries
  throw lacks(first?.lacking ?? [], `to bring ${issue} to ${first?.offer.to.name}`)
}

function valueOn(field: ScreenField, { to, isLast, options }: Goal): unknown {
  if (field.id === 'resolution' && isLast && to.reason)
    return resolutionFor(to.reason, field, options)
  return field.needed ? valueFor(options, field) : undefined
}

function writtenBy(offer: Offer, fields: Filled['fields'], { to }: Goal): State {
  if (to.status === 'open') return { status: 'open', reason: null }
  const { name } = Object(fields.resolution)
  return { status: 'closed', reason: reasonOf(String(name ?? offer.to.name ?? '')) }
}
