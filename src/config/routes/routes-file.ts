import { z } from 'zod'
import type { Assignees } from '../../domain/draft.ts'
import { type Severity, severities } from '../../domain/finding.ts'
import type { Reason } from '../../domain/issue.ts'
import type { SeenAgain } from '../../domain/lifecycle.ts'
import type { Route } from '../../domain/routing.ts'
import { byAccount } from '../accounts/by-account.ts'
import { AccountLine } from '../accounts/named-account.ts'
import { type Accounts, defaultGoal, readGoal, To } from './goals.ts'
import { showPath } from './read-yaml.ts'
import { type KnownNames, problemsWithNames } from './route-names.ts'

/** What the routes file decides. */
export interface RoutesFile {
  readonly routes: readonly Route[]
  readonly assignees: Assignees
  /** Severity -> account -> its tracker's own name for it. */
  readonly severities: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What a tracker's resolutions mean, by their names. */
  readonly resolutions: Readonly<Record<string, Reason>>
  readonly seenAgain: SeenAgain
  /** Source -> its own words for severities. */
  readonly sourceSeverities: Readonly<Record<string, Readonly<Record<string, Severity>>>>
}

const oneOrMore = <T extends z.ZodType>(item: T, words?: string) =>
  z.union([item.transform((value) => [value]), z.array(item).min(1)], words)

const names = z.record(z.string(), z.record(z.string(), z.string()))

const When = z.strictObject({
  source: oneOrMore(z.string()).optional().describe('Scanners, such as kondukto.'),
  project: oneOrMore(z.string()).optional().describe('Project names; * stands for anything.'),
  severity: oneOrMore(
    z.enum(severities),
    `must be one or more of: ${severities.join(', ')}`,
  ).optional(),
})

const RouteLine = z.strictObject({ when: When.default({}), to: To })

/** The routes file as people write it. */
export const RoutesDocument = z.strictObject({
  accounts: z.array(AccountLine).default([]).describe('Accounts beside those of the settings.'),
  routes: z.array(RouteLine).min(1).optional().describe('The first that matches wins.'),
  assignees: names
    .default({})
    .describe('A person as the scanner names them, and their name in each tracker or account.'),
  severities: z
    .partialRecord(z.enum(severities), z.record(z.string(), z.string()))
    .default({})
    .describe('The name of a severity in each tracker or account.'),
  resolutions: z
    .record(z.string(), z.enum(['completed', 'not_planned', 'duplicate']))
    .default({})
    .describe("What Jira's resolutions mean."),
  sources: z
    .record(
      z.string(),
      z.strictObject({ severities: z.record(z.string(), z.enum(severities)).default({}) }),
    )
    .default({})
    .describe("A scanner's own words for severities."),
  lifecycle: z
    .strictObject({ seenAgain: z.enum(['reopen', 'new', 'comment']).default('reopen') })
    .default({ seenAgain: 'reopen' })
    .describe('What happens if a finding that was closed is reported again.'),
})

/**
 * Reads the routes document and adds to `problems` what is wrong with it, each with its path in the file. Without
 * routes everything goes to the one account whose settings are present, else to the embedded tracker. `known` are the
 * scanners and trackers that may be named.
 */
export function parseRoutes(
  yaml: unknown,
  { accounts, known }: { accounts: Accounts; known: KnownNames },
  problems: string[],
): RoutesFile {
  const parsed = RoutesDocument.safeParse(yaml)
  for (const { path, message } of parsed.error?.issues ?? []) {
    problems.push(`${showPath(path)}: ${message}`)
  }
  problems.push(...problemsWithNames(yaml, known))
  const file = parsed.data ?? RoutesDocument.parse({})
  const routes = readRoutes(yaml, accounts, problems)
  if (parsed.success && !file.routes) routes.push({ when: {}, to: defaultGoal(accounts, problems) })
  const { resolutions, lifecycle } = file
  const words = Object.entries(file.sources).map(([id, source]) => [id, source.severities])
  return {
    routes,
    assignees: byAccount(file.assignees, accounts),
    severities: byAccount(file.severities, accounts),
    resolutions,
    seenAgain: lifecycle.seenAgain,
    sourceSeverities: Object.fromEntries(words),
  }
}

/** The routes that are well formed: problems with their goals are reported with the rest. */
function readRoutes(yaml: unknown, accounts: Accounts, problems: string[]): Route[] {
  const lines = z.object({ routes: z.array(z.unknown()) }).safeParse(yaml).data?.routes ?? []
  return lines.flatMap((line, i) => {
    const { data } = RouteLine.safeParse(line)
    if (!data) return []
    const to = readGoal(data.to, accounts, `routes[${i}].to`, problems)
    return [{ when: clean(data.when), to }]
  })
}

function clean(when: z.infer<typeof When>): Route['when'] {
  return Object.fromEntries(Object.entries(when).filter(([, value]) => value !== undefined))
}
