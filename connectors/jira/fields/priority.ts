import type { Severity } from '../../../src/domain/finding.ts'
import type { JiraOptions } from './options.ts'
import type { CreateScreen } from './screens.ts'

/** The names of a new site's priorities. */
const named: Readonly<Record<Severity, string>> = {
  critical: 'Highest',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Lowest',
}

/** The name of the priority that stands for a severity; null for none. */
export function priorityOf({ priorities }: JiraOptions, severity: Severity | null): string | null {
  return severity && (priorities[severity] ?? named[severity])
}

/** The name of the priority that Jira gives an issue without one; empty if the project's issues have none. */
export function usualPriority({ fields }: CreateScreen): string {
  const field = fields.get('priority')
  if (!field) return ''
  // A new site's default, if the answer does not name the project's own.
  return field.usual ?? named.medium
}
