/** Thrown when a text would take more work than it may. */
export class TooMuchWork extends Error {}

/** Counts the steps of a parse. One step takes about a microsecond. */
export interface Meter {
  steps: number
  readonly limit: number
}

/** Blocks may nest this deep: from 100 on, the parser leaves out what is in them. */
export const deepest = 90

/** Returns a meter that allows `limit` steps. */
export function startMeter(limit: number): Meter {
  return { steps: 0, limit }
}

/** Adds steps. Throws TooMuchWork past the limit. */
export function spend(meter: Meter, steps: number): void {
  meter.steps += steps
  if (meter.steps > meter.limit) throw new TooMuchWork()
}
