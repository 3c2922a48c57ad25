import { NewDestinationError } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'
import type { Deps } from '../deps.ts'

/**
 * Writes findings that may be new, in one atomic write. Most go where others went before: only if that turns out to be wrong,
 * they are written as if each was the first in its destination.
 */
export async function storeNew(
  { db }: Deps,
  writes: (isFirst: boolean) => readonly Statement[],
): Promise<void> {
  try {
    await db.atomic(writes(false))
  } catch (error) {
    if (!(error instanceof NewDestinationError)) throw error
    await db.atomic(writes(true))
  }
}
