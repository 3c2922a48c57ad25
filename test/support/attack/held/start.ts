import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Settings of a Lockstep whose turns are measured, and the path of its store. */
export interface HeldOptions {
  readonly env: Readonly<Record<string, string>>
  readonly routes: string
  readonly path: string
}

/** What its thread can be asked for: to do what is due, to begin to watch its turns, and which took longest since. */
export type Asked = 'tick' | 'watch' | 'longest'

/** Starts Lockstep behind a listener in a thread of its own, and measures how long it does nothing else. */
export async function startHeld(options: HeldOptions) {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: options })
  const ask = async <T>(asked: Asked): Promise<T> => {
    thread.postMessage(asked)
    const [answer] = (await once(thread, 'message')) as [T]
    return answer
  }
  const [port] = (await once(thread, 'message')) as [number]
  return {
    fetch: (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init),
    tick: () => ask('tick'),
    /** The most CPU time that one turn of its event loop takes while `work` goes on, in milliseconds. */
    async longestTurn(work: () => Promise<unknown>): Promise<number> {
      await ask('watch')
      await work()
      return ask<number>('longest')
    },
    stop: () => thread.terminate(),
  }
}
