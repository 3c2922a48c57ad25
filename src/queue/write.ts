import type { Statement } from '../../db/db.ts'
import type { Deps } from '../deps.ts'

/** One atomic write of these statements; none of nothing. */
export async function write({ db }: Deps, [first, ...rest]: readonly Statement[]): Promise<void> {
  if (first) await db.atomic([first, ...rest])
}
