import type { Statement } from '../../db/store.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Deps } from '../deps.ts'
import { type Message, messageWrite } from './message.ts'

/** What a message asks for, with the message itself. */
export type Asked<T> = T & { readonly message: Message }

/** Writes what follows from a message about an issue, then wakes the issue's account. */
export async function store(
  deps: Deps,
  { account }: Issue,
  statements: readonly Statement[],
): Promise<void> {
  await deps.db.atomic(statements)
  deps.wake(account)
}

/** The message's row in the inbox. */
export function keep(deps: Deps, { id }: Issue, message: Message, reason: string): Statement {
  return messageWrite(deps, message, { outcome: 'accepted', issueId: id, reason })
}
