import { ownerNow } from './context.ts'

// What a Worker reaches for as globals belongs to whoever runs.

/** Sends a request as whoever runs; else as the runtime does. */
export function fetchOr(real: typeof fetch): typeof fetch {
  return (...sent) => {
    const owner = ownerNow()
    if (!owner) return real(...sent)
    owner.calls += 1
    return owner.fetch(...sent)
  }
}

/** Prints to the log of whoever runs; else as the runtime does. */
export function printOr(real: (...all: unknown[]) => void) {
  return (...all: unknown[]) => {
    const owner = ownerNow()
    if (owner) owner.print(String(all[0]))
    else real(...all)
  }
}
