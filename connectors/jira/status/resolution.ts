import type { Reason } from '../../../src/domain/issue.ts'
import type { JiraOptions } from '../fields/options.ts'
import { routeValue } from '../fields/required-fields.ts'
import type { ScreenField } from '../fields/screen-field.ts'
import { reasonOf } from './state.ts'

/**
 * The resolution to close with. `completed`: the route's, else a choice whose name says so. Other reasons: a
 * choice whose name says so, else the route's. Undefined if Jira requires one and the route names none, so
 * that the caller refuses: people must have decided what is written.
 */
export function resolutionFor(reason: Reason, field: ScreenField, options: JiraOptions): unknown {
  const routed = routeValue(options, field)
  if (routed === undefined && field.needed) return undefined
  const fitting = field.choices?.find((name) => reasonOf({ name }, options.resolutions) === reason)
  const own = fitting === undefined ? undefined : { name: fitting }
  return reason === 'completed' ? (routed ?? own) : (own ?? routed)
}
