import { TrackerError } from '../../../src/domain/errors.ts'
import { descriptionOf } from '../text/text.ts'
import { type JiraOptions, valueFor } from './options.ts'
import type { ScreenField } from './screen-field.ts'
import type { CreateScreen } from './screens.ts'

/** The values that the route gives the screen's fields. Values for other fields may be for a transition. */
export function routeFields({ fields }: CreateScreen, options: JiraOptions) {
  const given = [...fields.values()].map((field) => [field.id, routeValue(options, field)] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/**
 * The value that the route gives a field, as Jira takes it: text is made a document for a field that wants
 * one. Undefined if the route gives none.
 */
export function routeValue(options: JiraOptions, field: ScreenField): unknown {
  const value = valueFor(options, field)
  return field.isRich && typeof value === 'string' ? descriptionOf({ body: value }).document : value
}

/** Throws `rejected` if a field that Jira requires has no value, and says which line to add. */
export function requireAll(
  { fields }: CreateScreen,
  given: Readonly<Record<string, unknown>>,
  place: string,
): void {
  const missing = [...fields.values()].filter(({ id, needed }) => needed && given[id] === undefined)
  if (missing.length > 0) throw missingFields(missing, place)
}

/** The refusal of fields that have no value, with the lines of the routes file that would give one. */
export function missingFields(fields: readonly ScreenField[], place: string): TrackerError {
  const names = fields.map(({ id, name }) => `"${name}" (${id})`).join(' and ')
  const lines = fields.map(({ id, sample }) => `${id}: ${sample}`).join(', ')
  const choices = fields.flatMap(({ name, choices }) =>
    choices ? [` ${name} may be: ${choices.slice(0, 20).join(', ')}.`] : [],
  )
  return new TrackerError(
    'rejected',
    `Jira requires ${names} ${place}. Add to the route's "to": fields: { ${lines} }.${choices.join('')}`,
  )
}
