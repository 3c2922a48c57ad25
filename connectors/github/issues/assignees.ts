import type { AssigneeDraft } from '../../../src/domain/writes.ts'

/** A mapped name goes as it is; a scanner's user name only if it can be a GitHub login. Null for no person. */
export function loginOf(assignee: AssigneeDraft | null): string | null {
  if (assignee?.mapped) return assignee.mapped
  const isLogin = /^[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,38}$/i.test(assignee?.username ?? '')
  return assignee && isLogin ? assignee.username : null
}
