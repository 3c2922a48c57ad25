import { getMyPermissions } from 'jira.js/cloud'
import { type CheckRow, ok, problem, warning } from '../../../src/domain/check.ts'
import type { JiraOptions } from '../fields/options.ts'
import type { JiraAccount } from '../login/account.ts'
import { neededPermissions } from '../login/check.ts'

/** What each part of the look works with. */
export interface Place {
  readonly account: JiraAccount
  readonly target: string
  readonly options: JiraOptions
  readonly signal: AbortSignal
}

/** Without these findings are filed, and something is missing. */
const optional = ['ADD_COMMENTS', 'CREATE_ATTACHMENTS']

/** A line for each permission that the log-in lacks in the project. */
export async function permissionRows({ account, target, signal }: Place): Promise<CheckRow[]> {
  const names = Object.keys(neededPermissions)
  const { permissions } = await getMyPermissions(account.api(signal), {
    projectKey: target,
    permissions: names.join(','),
  })
  const lacking = names.filter((name) => permissions?.[name]?.havePermission !== true)
  if (lacking.length === 0) return [ok(target, 'The log-in has every permission it needs.')]
  return lacking.map((name) => {
    const words = neededPermissions[name]
    const remedy = `Grant ${words} to the user in the permission scheme of ${target}.`
    const row = optional.includes(name) ? warning : problem
    return row(target, `The log-in lacks the permission ${words}.`, remedy)
  })
}
