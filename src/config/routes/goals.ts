import { z } from 'zod'
import type { RouteGoal } from '../../domain/routing.ts'
import type { AccountConfig } from '../accounts/account-config.ts'

/** All accounts, by their names. */
export type Accounts = ReadonlyMap<string, AccountConfig>

/** Where a route leads. What else it says is the tracker's own, and is checked by its options. */
export const To = z.looseObject({
  account: z.string().optional(),
  /** Stands for the account of that name. */
  tracker: z.string().optional(),
  target: z.string().optional(),
  labels: z.array(z.string().min(1)).default([]),
  severityLabel: z.string().default('severity:{severity}'),
  sourceLabel: z.string().default('source:{source}'),
})
type To = z.infer<typeof To>

/** Reads a route's goal. Adds to `problems` what is wrong with it. */
export function readGoal(to: To, accounts: Accounts, path: string, problems: string[]): RouteGoal {
  const { account: _, tracker: __, target: given, labels, severityLabel, sourceLabel, ...own } = to
  const found = accounts.get(nameOf(to))
  const target = given ?? found?.definition.defaultTarget(found.env) ?? null
  const problem = problemWithName(to, accounts, path)
  const also = found ? problemWithTarget(target, found, path) : null
  problems.push(...[problem, also].filter((text) => text !== null))
  return {
    account: nameOf(to),
    target: target ?? '',
    labels,
    severityLabel,
    sourceLabel,
    options: found ? readOptions(own, found, path, problems) : {},
  }
}

/** For a file without routes. A tracker without a place to file to is then only half configured. */
export function defaultGoal(accounts: Accounts, problems: string[]): RouteGoal {
  const remote = [...accounts.values()].filter(({ definition }) => definition.id !== 'local')
  if (remote.length > 1) {
    const list = remote.map(({ name }) => name).join(' and ')
    problems.push(`routes: ${list} are set up: say in the routes file which findings go where`)
  }
  const [account] = remote
  const to = account ? { account: account.id } : { account: 'local', target: '{project}' }
  return readGoal(To.parse(to), accounts, 'the default route', problems)
}

function nameOf({ account, tracker }: To): string {
  return account ?? tracker ?? ''
}

function problemWithName(to: To, accounts: Accounts, path: string): string | null {
  const known = [...accounts.keys()].join(', ')
  if (to.account !== undefined && to.tracker !== undefined)
    return `${path}.tracker: is set beside account: leave one of the two out`
  if (to.account === undefined && to.tracker === undefined)
    return `${path}.account: is missing; these are set up: ${known}`
  if (accounts.has(nameOf(to))) return null
  const field = to.account === undefined ? 'tracker' : 'account'
  return `${path}.${field}: "${nameOf(to)}" is not set up; these are: ${known}`
}

/** What a route says for its tracker. What the tracker does not know is a problem, never passed over. */
function readOptions(
  given: Readonly<Record<string, unknown>>,
  { definition }: AccountConfig,
  path: string,
  problems: string[],
): RouteGoal['options'] {
  const { data, error } = definition.options.safeParse(given)
  for (const issue of error?.issues ?? []) {
    const isUnknown = issue.code === 'unrecognized_keys'
    const words = isUnknown
      ? `${definition.name} has no option ${issue.keys.join(', ')} for a route`
      : issue.message
    problems.push(`${[path, ...issue.path.map(String)].join('.')}: ${words}`)
  }
  return data ?? {}
}

function problemWithTarget(
  target: string | null,
  { definition, placeOf }: AccountConfig,
  path: string,
): string | null {
  if (target === null) {
    const place = placeOf(definition.targetVariable ?? '')
    return `${place}: is missing. Set it, or give ${path} a target`
  }
  const [stranger] = target.replaceAll('{project}', '').match(/\{\w*\}/) ?? []
  if (stranger)
    return `${path}.target: unknown placeholder ${stranger}. Only {project} is available`
  // What the project puts in is checked when a finding comes.
  const problem = target.includes('{project}') ? null : definition.problemWith(target)
  return problem && `${path}.target: ${problem}`
}
