import { getTransitions, searchAndReconsileIssuesUsingJql } from 'jira.js/cloud'
import { z } from 'zod'
import { type CheckRow, ok, problem } from '../../../src/domain/check.ts'
import { readList } from '../../kit/answer.ts'
import { missingFields } from '../fields/required-fields.ts'
import { resolutionFor } from '../status/resolution.ts'
import { isDone, reasonOf } from '../status/state.ts'
import { type Transition, transitionsIn } from '../status/transition.ts'
import type { Place } from './permissions.ts'

const Sample = z.object({
  key: z.string(),
  fields: z.object({
    status: z.object({
      name: z.string(),
      statusCategory: z.object({ key: z.string() }).optional(),
    }),
  }),
})

/** An issue of the project, and what Jira offers for it. */
interface Seen {
  readonly status: z.infer<typeof Sample>['fields']['status']
  readonly transitions: readonly Transition[]
}

/** Statuses whose transitions are read. */
const mostStatuses = 6

/**
 * Whether issues can be closed and opened again. Jira shows transitions only of issues that exist, so one issue of each
 * status is looked at.
 */
export async function workflowRows(place: Place): Promise<CheckRow[]> {
  const seen = await samples(place)
  const open = seen.filter(({ status }) => !isDone(status))
  const done = seen.filter(({ status }) => isDone(status))
  return [...closeRows(place, open), ...reopenRows(place, done), ...resolutionRows(place, open)]
}

async function samples({ account, target, signal }: Place): Promise<Seen[]> {
  const found = await searchAndReconsileIssuesUsingJql(account.api(signal), {
    jql: `project = "${target}" order by updated desc`,
    fields: ['status'],
    maxResults: 50,
  })
  const issues = readList(found.issues, "Jira's answer to a search").flatMap(
    (issue) => Sample.safeParse(issue).data ?? [],
  )
  const byStatus = new Map(issues.map((issue) => [issue.fields.status.name, issue]))
  return Promise.all(
    [...byStatus.values()].slice(0, mostStatuses).map(async ({ key, fields }) => {
      const question = { issueIdOrKey: key, expand: 'transitions.fields' }
      const { transitions } = await getTransitions(account.api(signal), question)
      return { status: fields.status, transitions: transitionsIn(transitions) }
    }),
  )
}

function closeRows({ target }: Place, open: readonly Seen[]): CheckRow[] {
  if (open.length === 0)
    return [ok(target, 'Closing cannot be tried out before the project has an open issue.')]
  const ends = open.filter(({ transitions }) => transitions.some(({ to }) => isDone(to)))
  const known = new Set(open.map(({ status }) => status.name))
  const leads = open.flatMap(({ transitions }) => transitions.map(({ to }) => to.name ?? ''))
  const isOpenEnd = leads.some((name) => !known.has(name))
  if (ends.length > 0 || isOpenEnd) return [ok(target, 'Issues can be closed.')]
  const from = [...known].join(', ')
  return [
    problem(
      target,
      `No transition leads from ${from} to a status of the category Done.`,
      `Add one to the workflow of ${target}, and let the user of Lockstep take it.`,
    ),
  ]
}

function reopenRows({ target }: Place, done: readonly Seen[]): CheckRow[] {
  if (done.length === 0) return []
  const back = done.some(({ transitions }) => transitions.some(({ to }) => !isDone(to)))
  if (back) return [ok(target, 'Issues can be reopened.')]
  const from = done.map(({ status }) => status.name).join(', ')
  return [
    problem(
      target,
      `No transition leads from ${from} to an open status.`,
      `Add one to the workflow of ${target}, and let the user of Lockstep take it.`,
    ),
  ]
}

/** Fields that closing requires, and what each resolution counts as. */
function resolutionRows({ target, options }: Place, open: readonly Seen[]): CheckRow[] {
  const closing = open.flatMap(({ transitions }) => transitions.filter(({ to }) => isDone(to)))
  const needed = closing.flatMap(({ fields }) =>
    fields.filter(
      (field) => field.needed && resolutionFor('completed', field, options) === undefined,
    ),
  )
  const [first] = needed
  const refusal = first && missingFields([first], 'to close an issue').message
  const [message = '', remedy = ''] = refusal?.split(/ (?=Add to the route)/) ?? []
  const choices = closing.flatMap(
    ({ fields }) => fields.find(({ id }) => id === 'resolution')?.choices ?? [],
  )
  const read = [...new Set(choices)].map(
    (name) => `${name} as ${reasonOf({ name }, options.resolutions)}`,
  )
  return [
    ...(first ? [problem(target, message, remedy)] : []),
    ...(read.length > 0 ? [ok(target, `Each resolution counts: ${read.join(', ')}.`)] : []),
  ]
}
