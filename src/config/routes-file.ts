import { parseDocument } from 'yaml'
import { z } from 'zod'
import type { ConnectorDefinition } from '../../connectors/connector.ts'
import type { Assignees } from '../domain/draft.ts'
import { type Severity, severities } from '../domain/finding.ts'
import type { Reason } from '../domain/issue.ts'
import type { SeenAgain } from '../domain/lifecycle.ts'
import type { Route, RouteGoal } from '../domain/routing.ts'
import { type KnownNames, problemsWithNames } from './route-names.ts'

/** A tracker whose settings are present and right. */
export interface TrackerConfig {
  readonly definition: ConnectorDefinition
  readonly env: unknown
}

/** What the routes file decides. */
export interface RoutesFile {
  readonly routes: readonly Route[]
  readonly assignees: Assignees
  /** Severity -> tracker -> the tracker's own name for it. */
  readonly severities: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What a tracker's resolutions mean, by their names. */
  readonly resolutions: Readonly<Record<string, Reason>>
  readonly seenAgain: SeenAgain
  /** Source -> its own words for severities. */
  readonly sourceSeverities: Readonly<Record<string, Readonly<Record<string, Severity>>>>
}

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([item.transform((value) => [value]), z.array(item).min(1)])

const names = z.record(z.string(), z.record(z.string(), z.string()))

const When = z.strictObject({
  source: oneOrMore(z.string()).optional(),
  project: oneOrMore(z.string()).optional(),
  severity: oneOrMore(z.enum(severities)).optional(),
})

/** Where a route leads. What else it says is the tracker's own, and is checked by its options. */
const To = z.looseObject({
  tracker: z.string(),
  target: z.string().optional(),
  labels: z.array(z.string().min(1)).default([]),
  severityLabel: z.string().default('severity:{severity}'),
  sourceLabel: z.string().default('source:{source}'),
})

const RouteLine = z.strictObject({ when: When.default({}), to: To })

const Document = z.strictObject({
  routes: z.array(RouteLine).min(1).optional(),
  assignees: names.default({}),
  severities: z.partialRecord(z.enum(severities), z.record(z.string(), z.string())).default({}),
  resolutions: z.record(z.string(), z.enum(['completed', 'not_planned', 'duplicate'])).default({}),
  sources: z
    .record(
      z.string(),
      z.strictObject({ severities: z.record(z.string(), z.enum(severities)).default({}) }),
    )
    .default({}),
  lifecycle: z
    .strictObject({ seenAgain: z.enum(['reopen', 'new', 'comment']).default('reopen') })
    .default({ seenAgain: 'reopen' }),
})

type Trackers = ReadonlyMap<string, TrackerConfig>
type To = z.infer<typeof To>

/**
 * Reads the routes document and adds to `problems` what is wrong with it, each with its path in the file. Without
 * routes everything goes to the one tracker whose settings are present, else to the embedded one. `known` are the
 * scanners and trackers that may be named.
 */
export function parseRoutes(
  document: string | null,
  { trackers, known }: { trackers: Trackers; known: KnownNames },
  problems: string[],
): RoutesFile {
  const yaml = readYaml(document, problems)
  const parsed = Document.safeParse(yaml)
  for (const { path, message } of parsed.error?.issues ?? []) {
    problems.push(`${showPath(path)}: ${message}`)
  }
  problems.push(...problemsWithNames(yaml, known))
  const file = parsed.data ?? Document.parse({})
  const routes = readRoutes(yaml, trackers, problems)
  if (parsed.success && !file.routes) routes.push(defaultRoute(trackers, problems))
  const { assignees, severities, resolutions, lifecycle } = file
  const words = Object.entries(file.sources).map(([id, source]) => [id, source.severities])
  const sourceSeverities = Object.fromEntries(words)
  const { seenAgain } = lifecycle
  return { routes, assignees, severities, resolutions, seenAgain, sourceSeverities }
}

/** The routes that are well formed: problems with their goals are reported with the rest. */
function readRoutes(yaml: unknown, trackers: Trackers, problems: string[]): Route[] {
  const lines = z.object({ routes: z.array(z.unknown()) }).safeParse(yaml).data?.routes ?? []
  return lines.flatMap((line, i) => {
    const { data } = RouteLine.safeParse(line)
    if (!data) return []
    const to = goal(data.to, trackers, `routes[${i}].to`, problems)
    return [{ when: clean(data.when), to }]
  })
}

function readYaml(document: string | null, problems: string[]): unknown {
  const yaml = parseDocument(document ?? '', { prettyErrors: true })
  problems.push(...yaml.errors.map((error) => `routes file: ${error.message.split('\n')[0]}`))
  if (yaml.errors.length > 0) return {}
  try {
    return yaml.toJS() ?? {}
  } catch (error) {
    // The library counts what the aliases repeat, and stops at a hundred times the document.
    problems.push(`routes file: ${(error as Error).message}`)
    return {}
  }
}

function goal(to: To, trackers: Trackers, path: string, problems: string[]): RouteGoal {
  const tracker = trackers.get(to.tracker)
  const target = to.target ?? tracker?.definition.defaultTarget(tracker.env) ?? null
  const problem = tracker
    ? problemWithTarget(target, tracker, path)
    : `${path}.tracker: "${to.tracker}" is not set up; these are: ${[...trackers.keys()].join(', ')}`
  if (problem) problems.push(problem)
  const { tracker: _, target: __, labels, severityLabel, sourceLabel, ...given } = to
  const options = tracker ? readOptions(given, tracker, path, problems) : {}
  return {
    account: to.tracker,
    target: target ?? '',
    labels,
    severityLabel,
    sourceLabel,
    options,
  }
}

/** What a route says for its tracker. What the tracker does not know is a problem, never passed over. */
function readOptions(
  given: Readonly<Record<string, unknown>>,
  { definition }: TrackerConfig,
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

function problemWithTarget(target: string | null, { definition }: TrackerConfig, path: string) {
  if (target === null) {
    return `${definition.targetVariable}: is missing, and ${path} names no target either`
  }
  const [stranger] = target.replaceAll('{project}', '').match(/\{\w*\}/) ?? []
  if (stranger) return `${path}.target: ${stranger} stands for nothing; {project} does`
  // What the project puts in is checked when a finding comes.
  const problem = target.includes('{project}') ? null : definition.problemWith(target)
  return problem && `${path}.target: ${problem}`
}

/** Used where no file names routes: a tracker without a place to file to is then only half configured. */
function defaultRoute(trackers: Trackers, problems: string[]): Route {
  const remote = [...trackers.values()].filter(({ definition }) => definition.id !== 'local')
  if (remote.length > 1) {
    const list = remote.map(({ definition }) => definition.name).join(' and ')
    problems.push(`routes: ${list} are both set up: say in the routes file which findings go where`)
  }
  const [tracker] = remote
  const to = tracker
    ? { tracker: tracker.definition.id }
    : { tracker: 'local', target: '{project}' }
  return { when: {}, to: goal(To.parse(to), trackers, 'the default route', problems) }
}

function clean(when: z.infer<typeof When>): Route['when'] {
  return Object.fromEntries(Object.entries(when).filter(([, value]) => value !== undefined))
}

/** `routes[0].to.target`, as people write it. */
function showPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'routes file'
  return path.reduce<string>(
    (shown, part) =>
      typeof part === 'number'
        ? `${shown}[${part}]`
        : shown
          ? `${shown}.${String(part)}`
          : String(part),
    '',
  )
}
