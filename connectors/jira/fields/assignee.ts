import { findAssignableUsers } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { AssigneeDraft } from '../../../src/domain/writes.ts'
import { readList } from '../../kit/answer.ts'
import type { Jira } from '../login/client.ts'

/**
 * Returns the account id of the assignee: that which `assignees` names, else that of the only user with the address.
 * Null if Jira shows no such address: most addresses are hidden.
 */
export async function findAssignee(
  api: Jira,
  target: string,
  { mapped, email }: AssigneeDraft,
  signal: AbortSignal,
): Promise<string | null> {
  if (mapped || !email) return mapped
  const found = await findAssignableUsers(api(signal), { project: target, query: email }).catch(
    none,
  )
  const users = readList(found, "Jira's answer about people")
  const own = users.filter(
    ({ emailAddress }) => emailAddress?.toLowerCase() === email.toLowerCase(),
  )
  const [user, another] = own.length > 0 ? own : users
  return another ? null : (user?.accountId ?? null)
}

/** Looking people up needs a permission of its own, and no issue may fail for lack of an assignee. */
function none(error: unknown): [] {
  if (error instanceof TrackerError && ['forbidden', 'missing', 'rejected'].includes(error.kind))
    return []
  throw error
}
