import { env } from 'cloudflare:workers'
import type { D1Database, Queue } from '@cloudflare/workers-types'
import worker from '../../src/worker.ts'

/** A Worker's events with bindings of the test's own; what an event leaves running ends before it is answered. */
export function openWorker(settings: Record<string, unknown> & { readonly DB?: D1Database } = {}) {
  const rings: number[] = []
  let newest: unknown = null
  const DOORBELL = {
    async send(body: unknown, { delaySeconds = 0 } = {}) {
      newest = body
      rings.push(delaySeconds)
    },
  } as unknown as Queue
  // Without a version of its own no check of the set-up is counted among an event's calls.
  const bindings = { ...env, VERSION: undefined, ...settings, DOORBELL }

  async function within<T>(event: (context: ExecutionContextLike) => Promise<T>): Promise<T> {
    const waiting: Promise<unknown>[] = []
    const answer = await event({ waitUntil: (work) => void waiting.push(work) })
    while (waiting.length > 0) await waiting.shift()
    return answer
  }

  return {
    /** The delays, in seconds, of the doorbells that are rung. */
    rings,
    fetch: (path: string, init: RequestInit = {}) =>
      within((context) =>
        worker.fetch(new Request(`http://worker${path}`, init), bindings, context),
      ),
    cron: () => within((context) => worker.scheduled(null, bindings, context)),
    /** Delivers the newest message of the doorbell; one to every account if it was never rung. */
    ring: () =>
      within((context) => worker.queue({ messages: [{ body: newest }] }, bindings, context)),
    /** A request as Kondukto makes it. */
    kondukto(method: string, path: string, body?: unknown) {
      const headers = { 'X-Kondukto-Secret': 'kondukto-secret', 'Content-Type': 'application/json' }
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      return this.fetch(`/api/v1${path}`, { method, headers, ...sent })
    },
  }
}

interface ExecutionContextLike {
  waitUntil(work: Promise<unknown>): void
}
