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

/**
 * Whether there is one order of the operations that a register of these values could have had: each takes effect at one
 * moment between its call and its answer. The search of Wing and Gong, with a memory of what led nowhere (Lowe).
 */
export function isLinearizable(history: readonly Operation[], initial: Values): boolean {
  const operations = history
    .filter(({ kind, returned }) => kind === 'write' || Number.isFinite(returned))
    .toSorted((one, other) => one.returned - other.returned || one.called - other.called)
  const failed = new Set<string>()
  return search(new Set(), initial)

  function search(done: ReadonlySet<Operation>, register: Values): boolean {
    const left = operations.filter((one) => !done.has(one))
    const end = left[0]?.returned ?? Number.POSITIVE_INFINITY
    if (end === Number.POSITIVE_INFINITY) return true
    const name = nameOf(done, register)
    if (failed.has(name)) return false
    for (const next of left) {
      // Another one had ended before this one began.
      if (next.called > end) continue
      const then = effectOf(next, register)
      if (then && search(new Set([...done, next]), then)) return true
    }
    failed.add(name)
    return false
  }

  function nameOf(done: ReadonlySet<Operation>, register: Values): string {
    const marks = operations.map((one) => (done.has(one) ? 1 : 0)).join('')
    return `${marks} ${JSON.stringify(register)}`
  }
}

/** The register after the operation; null if it cannot have read that. */
function effectOf({ kind, values }: Operation, register: Values): Values | null {
  if (kind === 'write') return { ...register, ...values }
  const isSo = Object.entries(values).every(([name, value]) => register[name] === value)
  return isSo ? register : null
}
