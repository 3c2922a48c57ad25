import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** How long the slowest answer took, in milliseconds, and how long it and who asked waited for a processor meanwhile. */
export interface Slowest {
  readonly took: number
  readonly waited: number
}

/** Asks the server whose process is `pid` for `/healthz` all the time, from a process of its own. */
export function watchHealth(url: string, pid: number) {
  const watcher = fork(join(import.meta.dirname, 'health-process.ts'), [url, String(pid)])
  /** The slowest since this was last asked. */
  async function slowest(): Promise<Slowest> {
    watcher.send('')
    const [got] = (await once(watcher, 'message')) as [Slowest]
    return got
  }
  return { slowest, stop: () => watcher.kill() }
}
