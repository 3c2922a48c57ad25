import type { Severity } from '../../../src/domain/finding.ts'
import type { JiraOptions } from './options.ts'

/** The names of a new site's priorities. */
const usual: Readonly<Record<Severity, string>> = {
  critical: 'Highest',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Lowest',
}

/** The name of the priority that stands for a severity; null for none. */
export function priorityOf({ priorities }: JiraOptions, severity: Severity | null): string | null {
  return severity && (priorities[severity] ?? usual[severity])
}
