import { NewDestinationError } from '../../db/conflict.ts'
import type { Statement } from '../../db/store.ts'

/**
 * Writes findings that may be new, by one call of `write`, which is atomic. Most go where others went before: only if that
 * turns out to be wrong, they are written as if each was the first in its destination.
 */
export async function storeNew(
  write: (statements: readonly Statement[]) => Promise<void>,
  writes: (isFirst: boolean) => readonly Statement[],
): Promise<void> {
  try {
    await write(writes(false))
  } catch (error) {
    if (!(error instanceof NewDestinationError)) throw error
    await write(writes(true))
  }
}
