import { z } from 'zod'
import type { Deps } from '../../deps.ts'
import { issueLabels, translate } from '../../domain/draft.ts'
import { newFinding, noPerson, severities } from '../../domain/finding.ts'
import { chooseRoute } from '../../domain/routing.ts'

const text = z.string().max(20_000).default('')

/** A sample finding to try the routes on. */
export const Sample = z.object({
  source: text.describe('The scanner.'),
  project: text.describe("The scanner's project."),
  severity: z.enum(['', ...severities]).default(''),
  title: text,
  body: text,
})
export type Sample = z.infer<typeof Sample>

/** Where a sample would go, and as what. */
export interface Trial {
  /** The place of the route in the file, from 0; null if none takes it. */
  readonly route: number | null
  readonly tracker: string
  readonly account: string
  readonly target: string
  readonly problem: string | null
  readonly title: string
  readonly body: string
  readonly labels: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** Tries the routes on a sample, as a finding like it would be filed. Nothing is written. */
export function tryRoutes({ config, accounts }: Deps, sample: Sample): Trial {
  const { source, project, title, body } = sample
  const severity = sample.severity || null
  const finding = newFinding({
    source,
    project,
    title,
    body,
    severity,
    key: 'sample',
    verdict: 'open',
  })
  const route = config.routes.findIndex((line) => chooseRoute([line], finding) !== null)
  const goal = chooseRoute(config.routes, finding)
  if (!goal)
    return {
      ...{
        route: null,
        tracker: '',
        account: '',
        target: '',
        title,
        body,
        labels: [],
        options: {},
      },
      problem: 'No route takes it. Add a last route without `when` to catch the rest.',
    }
  const account = accounts.get(goal.account)
  const dialect = account?.connector.dialect
  const assignee = noPerson
  const draft = dialect
    ? translate({ title, body, assignee }, { account: account.id, dialect }, config.assignees)
    : { title, body }
  return {
    route,
    tracker: account?.name ?? goal.account,
    account: goal.account,
    target: goal.target,
    problem: account?.definition.problemWith(goal.target) ?? null,
    title: draft.title,
    body: draft.body,
    labels: issueLabels(finding, goal),
    options: goal.options,
  }
}
