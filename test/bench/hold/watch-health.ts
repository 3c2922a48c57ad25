import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Asks for `/healthz` all the time, in a thread of its own. */
export function watchHealth(url: string) {
  const thread = new Worker(new URL('./health-thread.ts', import.meta.url), { workerData: { url } })
  /** How long the slowest answer took since this was last asked, in milliseconds. */
  async function slowest(): Promise<number> {
    thread.postMessage('')
    const [ms] = (await once(thread, 'message')) as [number]
    return ms
  }
  return { slowest, stop: () => thread.terminate() }
}
