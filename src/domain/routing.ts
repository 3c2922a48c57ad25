import type { Finding } from './finding.ts'

/** Which findings a route takes. What is absent matches everything; each list matches if one of it does. */
interface RouteCondition {
  readonly source?: readonly string[]
  /** Patterns in which `*` stands for any characters but a slash. */
  readonly project?: readonly string[]
  readonly severity?: readonly string[]
}

/** Where a route sends findings. `{project}` in the target stands for the finding's project. */
export interface RouteGoal {
  /** The name of the log-in to file with; see `Account`. */
  readonly account: string
  readonly target: string
  readonly labels: readonly string[]
  /** Label patterns, with `{severity}` and `{source}`; empty for none. */
  readonly severityLabel: string
  readonly sourceLabel: string
  /** What only that tracker understands. */
  readonly options: Readonly<Record<string, unknown>>
}

/** A line of the routes file: the first that takes a finding says where it goes. */
export interface Route {
  readonly when: RouteCondition
  readonly to: RouteGoal
}

/** Returns a short text that changes whenever the routes, or the accounts that they may name, change. */
export function routesVersion(routes: readonly Route[], accounts: readonly string[]): string {
  const text = JSON.stringify([routes, accounts])
  let hash = 5381
  for (let at = 0; at < text.length; at += 1)
    hash = (Math.imul(hash, 33) ^ text.charCodeAt(at)) >>> 0
  return `${text.length}-${hash.toString(36)}`
}

type Routed = Pick<Finding, 'source' | 'project' | 'severity'>

/** The first route that takes the finding, its target filled in; null if none does. */
export function chooseRoute(routes: readonly Route[], finding: Routed): RouteGoal | null {
  for (const { when, to } of candidates(routes, finding.project))
    if (takes(when, finding))
      return { ...to, target: to.target.replaceAll('{project}', () => finding.project) }
  return null
}

/** A route and its place among all. */
type Placed = Route & { readonly place: number }

/** Routes by the projects they name, so that a thousand are not gone through for each finding, and those with patterns or without. */
interface Index {
  readonly named: ReadonlyMap<string, readonly Placed[]>
  readonly others: readonly Placed[]
}

const indexes = new WeakMap<readonly Route[], Index>()

/** The routes that may take a finding of this project, in their order. */
function* candidates(routes: readonly Route[], project: string): Generator<Route> {
  const { named, others } = indexOf(routes)
  let next = 0
  for (const route of named.get(project) ?? []) {
    for (; (others[next]?.place ?? Infinity) < route.place; next += 1) yield others[next] as Placed
    yield route
  }
  yield* others.slice(next)
}

function indexOf(routes: readonly Route[]): Index {
  const known = indexes.get(routes)
  if (known) return known
  const named = new Map<string, Placed[]>()
  const others: Placed[] = []
  for (const [place, route] of routes.entries()) {
    const { project } = route.when
    if (!project || project.some((pattern) => pattern.includes('*')))
      others.push({ ...route, place })
    else
      for (const name of new Set(project))
        named.set(name, [...(named.get(name) ?? []), { ...route, place }])
  }
  const index = { named, others }
  indexes.set(routes, index)
  return index
}

function takes(when: RouteCondition, finding: Routed): boolean {
  return (
    (when.source?.includes(finding.source) ?? true) &&
    (when.severity?.includes(finding.severity ?? '') ?? true) &&
    (when.project?.some((pattern) => globMatches(pattern, finding.project)) ?? true)
  )
}

/** Compares piece by piece instead of by a regular expression, which a pattern could make arbitrarily slow. */
function globMatches(pattern: string, text: string): boolean {
  const segments = pattern.split('/')
  const parts = text.split('/')
  return (
    segments.length === parts.length &&
    segments.every((segment, i) => segmentMatches(segment, parts[i] ?? ''))
  )
}

function segmentMatches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return pattern === text
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length >= at + last.length && text.endsWith(last)
}
