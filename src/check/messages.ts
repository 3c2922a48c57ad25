import type { LastMessage } from '../../db/tables/inbox.ts'
import { type CheckRow, ok, problem } from '../domain/check.ts'

/** What the newest webhook of a scanner or an account says about its secret; nothing if none has come yet. */
export function messageRows(
  { name }: { readonly name: string },
  last: LastMessage | undefined,
): CheckRow[] {
  if (!last) return []
  const at = `${new Date(last.at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  if (last.outcome !== 'refused')
    return [ok(name, `Its last message came at ${at} and was ${last.outcome}.`)]
  const message = `Its last message, of ${at}, was refused: ${last.reason}.`
  return [problem(name, message, `Set the same secret at ${name} and here.`)]
}
