/** What an operation writes; of a field that is absent it says nothing. */
export type Values = Readonly<Record<string, string>>

/** One operation on a register. Times are of a counter that each event moves. */
export interface Operation {
  readonly kind: 'write' | 'read'
  /** What was written, or was read. */
  readonly values: Values
  readonly called: number
  /** Infinity if it was not answered: it may have an effect at any time since, or none. */
  readonly returned: number
}

/** An operation, and its own bit in a set of them. */
type Numbered = Operation & { readonly bit: bigint }

/**
 * Whether there is one order of the operations that a register of these values could have had: each takes effect at one
 * moment between its call and its answer. The search of Wing and Gong, with a memory of what led nowhere (Lowe).
 */
export function isLinearizable(history: readonly Operation[], initial: Values): boolean {
  const operations = history
    .filter(({ kind, returned }) => kind === 'write' || Number.isFinite(returned))
    .toSorted((one, other) => one.returned - other.returned || one.called - other.called)
    .map((operation, at) => ({ ...operation, bit: 1n << BigInt(at) }))
  const failed = new Set<string>()
  return search(0n, initial)

  function search(done: bigint, register: Values): boolean {
    const left = operations.filter(({ bit }) => (done & bit) === 0n)
    const end = left[0]?.returned ?? Number.POSITIVE_INFINITY
    if (end === Number.POSITIVE_INFINITY) return true
    const name = `${done.toString(36)} ${JSON.stringify(register)}`
    if (failed.has(name)) return false
    for (const next of nextOf(left, register)) {
      const then = effectOf(next, register)
      if (then && search(done | next.bit, then)) return true
    }
    failed.add(name)
    return false
  }
}

/**
 * Those that may come next: no other had ended before they began. A read of what is there now comes alone: it changes
 * nothing, so if there is an order at all, there is one that begins with it.
 */
function nextOf(left: readonly Numbered[], register: Values): readonly Numbered[] {
  const end = left[0]?.returned ?? Number.POSITIVE_INFINITY
  const possible = left.filter(({ called }) => called <= end)
  const reads = possible.filter(({ kind }) => kind === 'read')
  const read = reads.find((one) => effectOf(one, register))
  if (read) return [read]
  const isNeeded = ({ values }: Operation) =>
    reads.some((one) => isSeen(values, one.values, register)) || isSeenInPart(values, left)
  return possible.filter((one) => Number.isFinite(one.returned) || isNeeded(one))
}

/** A write without an answer may as well never have been. It is tried only if a read waits for what it wrote. */
function isSeen(written: Values, read: Values, register: Values): boolean {
  const names = Object.keys(read)
  return names.some((name) => read[name] === written[name] && read[name] !== register[name])
}

/** Whether another write may replace a part of it, before the rest is read. */
function isSeenInPart(written: Values, left: readonly Operation[]): boolean {
  const parts = left.filter(({ kind, values }) => kind === 'write' && !isWhole(written, values))
  return parts.some((part) => {
    const names = Object.keys(written).filter((name) => !(name in part.values))
    return left.some(
      ({ kind, values }) => kind === 'read' && names.some((name) => values[name] === written[name]),
    )
  })
}

function isWhole(written: Values, other: Values): boolean {
  return Object.keys(written).every((name) => name in other)
}

/** The register after the operation; null if it cannot have read that. */
function effectOf({ kind, values }: Operation, register: Values): Values | null {
  if (kind === 'write') return { ...register, ...values }
  const isSo = Object.entries(values).every(([name, value]) => register[name] === value)
  return isSo ? register : null
}
