import { findAssignableUsers } from 'jira.js/cloud'
import { TrackerError } from '../../../src/domain/errors.ts'
import type { AssigneeDraft } from '../../../src/domain/writes.ts'
import { readList } from '../../kit/answer.ts'
import type { Jira } from '../login/client.ts'

/**
 * The account id of who should work on an issue: as the `assignees` setting says, else the one user whose address it is.
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

/** To look people up is a permission of its own, and an assignee never worth an issue. */
function none(error: unknown): [] {
  if (error instanceof TrackerError && ['forbidden', 'missing', 'rejected'].includes(error.kind))
    return []
  throw error
}
