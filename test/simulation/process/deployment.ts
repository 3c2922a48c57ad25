import type { Network } from '../network/network.ts'
import type { World } from '../world/world.ts'
import type { SharedDatabase } from './database.ts'
import type { Worker } from './fresh-worker.ts'
import type { Unsteadiness } from './life.ts'

/** Lockstep as it is deployed: one server, or isolates that are called by events. */
export interface Deployment {
  /** One request of a client; rejects if the connection breaks. */
  send(request: Sent): Promise<Answered>
  /** Ends a process without warning; another takes its place. */
  kill(): void
  /** Has a process stand still for a while. */
  freeze(ms: number): void
  /** Starts anew with these settings. */
  redeploy(settings: Settings): void
  /** No timer of it goes on. */
  end(): void
}

/** A request of a client. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: string
}

export interface Answered {
  readonly status: number
  readonly text: string
}

export interface Settings {
  readonly env: Record<string, string>
  readonly routes: string | null
}

/** What the processes of a deployment share. */
export interface Ground {
  readonly world: World
  readonly worker: Worker
  readonly network: Network
  readonly database: SharedDatabase
  readonly files: Map<string, string>
  readonly unsteady: Unsteadiness
  /** Everything that was logged, and what went wrong with the processes themselves. */
  readonly logged: string[]
  readonly violations: string[]
  readonly counts: { deaths: number; events: number }
}

/** The bytes of a client's request. */
export function requestOf({ method, path, headers, body }: Sent): Request {
  return new Request(`http://bridge${path}`, { method, headers, ...(body && { body }) })
}

/** More looks for work in a second than any work needs: something asks to be woken again and again. */
const mostLooks = 50

/** Counts looks for work, and complains of too many. */
export function lookCounter({ world, violations }: Ground): () => void {
  let second = 0
  let looks = 0
  return () => {
    const now = Math.floor(world.now() / 1000)
    looks = now === second ? looks + 1 : 1
    second = now
    if (looks === mostLooks) violations.push(`looked for work ${mostLooks} times in a second`)
  }
}
