import { getMyPermissions } from 'jira.js/cloud'
import { TrackerError } from '../../src/domain/errors.ts'
import type { JiraAccount } from './account.ts'

/** Without these nothing can be filed; what else is lacking shows where it is needed. */
const needed = ['BROWSE_PROJECTS', 'CREATE_ISSUES']

/** Throws unless the log-in may file issues of the usual type in the project. */
export async function checkProject(
  account: JiraAccount,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const { permissions = {} } = await getMyPermissions(account.api(signal), {
    projectKey: target,
    permissions: needed.join(','),
  })
  const lacking = needed.filter((name) => permissions[name]?.havePermission !== true)
  if (lacking.length === 0) return
  throw new TrackerError('forbidden', `In ${target} the log-in lacks ${lacking.join(' and ')}`)
}
