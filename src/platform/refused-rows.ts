import { newId } from './new-id.ts'

/** Refused messages of one kind that get a row of their own in an hour; all others share one more. */
const mostRows = 20
const hourMs = 3_600_000
/** How often the row that they share is written, at most, in milliseconds. */
const writeEveryMs = 60_000

/** The inbox's row of a refused message. */
interface RefusedRow {
  readonly id: string
  /** How many messages it stands for by now. */
  readonly count: number
}

/** Returns the row that is to be written for a refused message of a kind; null if it is only counted for now. */
export type RowFor = (kind: string) => RefusedRow | null

/** Bounds the rows that strangers can cause: in an hour 21 of a kind, and 80 writes. Counts in memory, as refusals are. */
export function createRefusedRows(now: () => number): RowFor {
  const kinds = new Map<string, Shared>()
  return (kind) => {
    const known = kinds.get(kind)
    const shared = known && known.until > now() ? known : startHour(now())
    kinds.set(kind, shared)
    shared.single += 1
    if (shared.single <= mostRows) return { id: newId(), count: 1 }
    shared.count += 1
    if (shared.count > 1 && now() - shared.writtenAt < writeEveryMs) return null
    shared.writtenAt = now()
    return { id: shared.id, count: shared.count }
  }
}

interface Shared {
  readonly id: string
  readonly until: number
  single: number
  count: number
  writtenAt: number
}

function startHour(now: number): Shared {
  return { id: newId(), until: now + hourMs, single: 0, count: 0, writtenAt: 0 }
}
