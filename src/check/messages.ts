import type { Arrivals } from '../../db/tables/inbox.ts'
import { type CheckRow, ok, warning } from '../domain/check.ts'

/**
 * What the newest webhooks of a scanner or an account say about its secret; nothing if none has come yet. Refused ones are
 * never a problem: anybody can send some. `secrets` are the settings that hold it.
 */
export function messageRows(
  { name, secrets = [] }: { readonly name: string; readonly secrets?: readonly string[] },
  { taken, refused }: Arrivals = { taken: null, refused: null },
): CheckRow[] {
  const rows = taken
    ? [ok(name, `Its last message came at ${minute(taken.at)} and was ${taken.outcome}.`)]
    : []
  if (!refused) return rows
  const since = taken ? 'since then' : 'and none was accepted'
  const { count, reason, at } = refused
  const were = count === 1 ? '1 message was' : `${count.toLocaleString('en')} messages were`
  const message = `${were} refused ${since}, the last at ${minute(at)}: ${reason}.`
  const where = secrets.length > 0 ? `in ${secrets.join(', ')}` : 'here'
  const remedy = `If ${name} sent that, set the same secret at ${name} and ${where}. If not, ignore this: it was a stranger.`
  return [...rows, warning(name, message, remedy)]
}

function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
