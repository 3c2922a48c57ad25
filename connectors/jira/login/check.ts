import { getMyPermissions } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { JiraAccount } from './account.ts'

/** What Lockstep does in a project, by the permission that Jira wants for it, in Jira's own words. */
export const neededPermissions: Readonly<Record<string, string>> = {
  BROWSE_PROJECTS: 'Browse Projects',
  CREATE_ISSUES: 'Create Issues',
  EDIT_ISSUES: 'Edit Issues',
  TRANSITION_ISSUES: 'Transition Issues',
  ADD_COMMENTS: 'Add Comments',
  CREATE_ATTACHMENTS: 'Create Attachments',
}

/** Throws unless the log-in may do in the project all that Lockstep does. */
export async function checkProject(
  account: JiraAccount,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const { permissions } = await getMyPermissions(account.api(signal), {
    projectKey: target,
    permissions: Object.keys(neededPermissions).join(','),
  })
  const lacking = Object.entries(neededPermissions).flatMap(([name, words]) =>
    permissions?.[name]?.havePermission === true ? [] : words,
  )
  if (lacking.length === 0) return
  throw new TrackerError(
    'forbidden',
    `In ${target} the log-in may not: ${lacking.join(', ')}. Grant these permissions in the project's permission scheme.`,
  )
}
