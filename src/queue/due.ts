import type { Dues } from '../../db/tables/queue/dues.ts'

/** If something is due that could not be claimed, another worker holds the slot: look again after this long, in milliseconds. */
const patienceMs = 1000

/**
 * When to look for work next, in epoch milliseconds, never in the past; infinity if nothing is due. With `clock`, unpaced
 * jobs that are not due yet are left to it.
 */
export function firstDue(dues: readonly Dues[], now: number, { clock = false } = {}): number {
  const all = dues.flatMap(({ paced, unpaced }) => [
    paced,
    clock && unpaced !== null && unpaced > now ? null : unpaced,
  ])
  const first = Math.min(...all.map((at) => at ?? Number.POSITIVE_INFINITY))
  return first > now ? first : now + patienceMs
}
