import type { Dues } from '../../db/tables/queue/dues.ts'

/** If something is due that could not be claimed, another worker holds the slot: look again after this long, in milliseconds. */
const patienceMs = 1000

/** When to look for work next, in epoch milliseconds, never in the past; infinity if nothing is due. */
export function firstDue(dues: readonly Dues[], now: number): number {
  const all = dues.flatMap(({ paced, unpaced }) => [paced, unpaced])
  const first = Math.min(...all.map((at) => at ?? Number.POSITIVE_INFINITY))
  return first > now ? first : now + patienceMs
}

/** The dues that have come by `now`; null for those that have not. */
export function dueBy({ id, paced, unpaced }: Dues, now: number): Dues {
  const come = (at: number | null) => (at !== null && at <= now ? at : null)
  return { id, paced: come(paced), unpaced: come(unpaced) }
}
