import type worker from '../../../src/worker.ts'

/** The Worker's handlers. */
export type Worker = typeof worker

let worlds = 0

/** Loads the Worker anew: what its isolates share in one world must not be there in the next. */
export async function freshWorker(): Promise<Worker> {
  worlds += 1
  const path = `../../../src/worker.ts?world=${worlds}`
  return ((await import(/* @vite-ignore */ path)) as { default: Worker }).default
}
