import type { AssigneeChange, AssigneeDraft } from '../../../src/domain/issue.ts'

/** What we read of an issue to know whose it is. */
export interface Assigned {
  readonly assignees?: readonly { readonly login: string }[] | null | undefined
}

/** A mapped name goes as it is; a scanner's user name only if it can be a GitHub login. Null for no person. */
export function loginOf(assignee: AssigneeDraft | null): string | null {
  if (assignee?.mapped) return assignee.mapped
  const isLogin = /^[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,38}$/i.test(assignee?.username ?? '')
  return assignee && isLogin ? assignee.username : null
}

/**
 * All who are to be assigned from now on: another in the place of ours, and those that people have added. Null where ours
 * is not there any more, or nothing is to change.
 */
export function reassigned(current: Assigned, { was, now }: AssigneeChange): string[] | null {
  const [ours, next] = [loginOf(was), loginOf(now)]
  const logins = (current.assignees ?? []).map(({ login }) => login)
  const isOurs = ours ? assignedIn(current, ours) !== '' : logins.length === 0
  if (!isOurs || isSame(ours, next)) return null
  const others = logins.filter((login) => !isSame(login, ours) && !isSame(login, next))
  return next ? [...others, next] : others
}

/**
 * Whom we have assigned once `next`, what `reassigned` said, was written: who was refused is not there. Undefined where
 * that is left to people.
 */
export function ourAssignee(
  issue: Assigned,
  { was, now }: AssigneeChange,
  next: readonly string[] | null,
): string | undefined {
  const login = loginOf(now)
  const has = assignedIn(issue, login)
  if (next) return has || assignedIn(issue, loginOf(was))
  const isAsTold = login ? has !== '' : !issue.assignees?.length
  return isAsTold ? has : undefined
}

/** The login as the issue has it, empty where that is not assigned: whoever may not be is dropped without a word. */
export function assignedIn({ assignees }: Assigned, login: string | null): string {
  return assignees?.find((one) => isSame(one.login, login))?.login ?? ''
}

function isSame(one: string | null, other: string | null): boolean {
  return one?.toLowerCase() === other?.toLowerCase()
}
