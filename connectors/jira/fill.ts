import { TrackerError } from '../../src/domain/errors.ts'
import type { IssueDraft } from '../../src/domain/issue.ts'
import { oneLine } from '../../src/text/truncate.ts'
import type { JiraAccount } from './account.ts'
import { findAssignee } from './assignee.ts'
import { dueDateOf } from './due-date.ts'
import { type JiraOptions, valueFor } from './options.ts'
import { priorityOf } from './priority.ts'
import type { ScreenField } from './screen-field.ts'
import type { CreateScreen } from './screens.ts'
import { markedLabels } from './text.ts'

/** A field that an issue can do without. */
export interface Extra {
  readonly id: string
  /** Null where there is nothing that Jira would take. */
  readonly value: unknown
  /** How people are told of it where it is not set; empty where they need not be. */
  readonly said: string
}

/** The fields of a draft that the project may have no place for. */
export async function extrasOf(
  account: JiraAccount,
  target: string,
  draft: IssueDraft,
  { options, screen, signal }: { options: JiraOptions; screen: CreateScreen; signal: AbortSignal },
): Promise<Extra[]> {
  const { assignee, dueDate, labels, key } = draft
  const priority = priorityOf(options, draft.severity)
  const extras: Extra[] = [
    {
      id: 'labels',
      value: markedLabels(labels, key),
      said: labels.length > 0 ? `labels ${labels.join(', ')}` : '',
    },
  ]
  if (priority)
    extras.push({ id: 'priority', value: { name: priority }, said: `priority ${priority}` })
  if (dueDate)
    extras.push({ id: 'duedate', value: dueDateOf(dueDate), said: `due date ${dueDate}` })
  if (assignee) {
    const id = screen.fields.has('assignee')
      ? await findAssignee(account.api, target, assignee, signal)
      : null
    const who = assignee.email || assignee.username
    extras.push({ id: 'assignee', value: id && { id }, said: `assignee ${who}` })
  }
  return extras.map((extra) => ({ ...extra, said: oneLine(extra.said, 200) }))
}

/** Whether the screen takes it. */
export function isTaken({ fields }: CreateScreen, { id, value }: Extra): boolean {
  const field = fields.get(id)
  if (!field || value === null) return false
  const name = (value as { name?: unknown }).name
  return typeof name !== 'string' || (field.choices?.includes(name) ?? true)
}

/** The values that the route gives the screen's fields. Others may be for a transition. */
export function routeFields({ fields }: CreateScreen, options: JiraOptions) {
  const given = [...fields.values()].map((field) => [field.id, valueFor(options, field)] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** Refuses to file an issue that Jira would refuse, and says what would mend it. */
export function requireAll(
  { fields }: CreateScreen,
  given: Readonly<Record<string, unknown>>,
  place: string,
): void {
  const lacking = [...fields.values()].filter(({ id, needed }) => needed && given[id] === undefined)
  if (lacking.length > 0) throw lacks(lacking, place)
}

/** What Jira wants and nobody gave, with the lines of the routes file that would give it. */
export function lacks(fields: readonly ScreenField[], place: string): TrackerError {
  const names = fields.map(({ id, name }) => `"${name}" (${id})`).join(' and ')
  const lines = fields.map(({ id, sample }) => `${id}: ${sample}`).join(', ')
  const choices = fields.flatMap(({ name, choices }) =>
    choices ? [` ${name} may be: ${choices.slice(0, 20).join(', ')}.`] : [],
  )
  return new TrackerError(
    'rejected',
    `Jira wants ${names} ${place}. In the route's "to": fields: { ${lines} }.${choices.join('')}`,
  )
}
