import { AsyncLocalStorage } from 'node:async_hooks'

/** Whose code is running: a process, or an event of one. */
export interface Owner {
  /** Whether it was killed: none of its code runs any more. */
  isDead(): boolean
  fetch: typeof fetch
  /** Prints a line of its log. */
  print(line: string): void
  /** Calls `settle` as soon as it runs; never, if it is dead. */
  reach(settle: () => void): void
  /** All its calls to the store pass here. */
  call<T>(act: () => T, text: string): Promise<T>
  /** Counts its calls to store and network. */
  calls: number
}

const owners = new AsyncLocalStorage<Owner>()

/** Runs `work`, and all that comes of it, as code of `owner`. */
export function runAs<T>(owner: Owner, work: () => T): T {
  return owners.run(owner, work)
}

/** Whose code this is, or undefined for the test's own. */
export function ownerNow(): Owner | undefined {
  return owners.getStore()
}

/** A version of `run` that belongs to whoever is running now: it waits while that stands still, and does nothing once that is dead. */
export function carried(run: () => void): () => void {
  const owner = owners.getStore()
  if (!owner) return run
  return () => owner.reach(() => owners.run(owner, run))
}
