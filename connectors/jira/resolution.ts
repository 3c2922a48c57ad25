import type { Reason } from '../../src/domain/issue.ts'
import { type JiraOptions, valueFor } from './options.ts'
import type { ScreenField } from './screen-field.ts'
import { reasonOf } from './state.ts'

/**
 * The resolution to close an issue with: for what is done, the one that the route names; for other reasons one whose name
 * says so, else the route's. Where Jira insists on one and the route names none, undefined: people must have said what is
 * written. Where it does not insist, one whose name says the reason will do.
 */
export function resolutionFor(reason: Reason, field: ScreenField, options: JiraOptions): unknown {
  const named = valueFor(options, field)
  if (named === undefined && field.needed) return undefined
  const telling = field.choices?.find((name) => reasonOf(name) === reason)
  const own = telling === undefined ? undefined : { name: telling }
  return reason === 'completed' ? (named ?? own) : (own ?? named)
}
