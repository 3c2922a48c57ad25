import { createRefusedRows, type RowFor } from './refused-rows.ts'

/** Refusals in a minute from which on there are too many. */
export const mostRefusals = 10
const minuteMs = 60_000
/** Addresses that are remembered: more forget the oldest. */
const mostAddresses = 10_000

/** Counts refusals by door and address, so that no secret is found by trying. */
export interface Refusals {
  /** Whether there were too many within a minute. */
  areTooMany(door: string, address: string): boolean
  /** Counts one more; returns how many there were in this minute. */
  add(door: string, address: string): number
  /** The inbox's row for one more; see `createRefusedRows`. */
  readonly rowFor: RowFor
}

/** Counts in memory: a process, or an isolate of a Worker, counts for itself. */
export function createRefusals(now: () => number): Refusals {
  const counts = new Map<string, { count: number; readonly until: number }>()

  function current(key: string) {
    const entry = counts.get(key)
    return entry && entry.until > now() ? entry : null
  }

  return {
    rowFor: createRefusedRows(now),
    areTooMany: (door, address) => (current(keyOf(door, address))?.count ?? 0) >= mostRefusals,
    add(door, address) {
      const key = keyOf(door, address)
      const entry = current(key) ?? { count: 0, until: now() + minuteMs }
      entry.count += 1
      counts.set(key, entry)
      const [oldest = ''] = counts.keys()
      if (counts.size > mostAddresses) counts.delete(oldest)
      return entry.count
    },
  }
}

function keyOf(door: string, address: string): string {
  return `${door} ${networkOf(address)}`
}

/** A sender of IPv6 has a whole network of addresses: their first 64 bits are the same. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  const host = URL.parse(`http://[${address.replace(/%.*/, '')}]`)?.hostname.slice(1, -1)
  if (host === undefined) return address
  const [before = [], after = []] = host.split('::').map((half) => half.split(':').filter(Boolean))
  const zeros = Array(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
