import type { Filed, Notifier } from '../deps.ts'

/** In-process notifications. Waiting times out; a notification without a waiter is dropped. */
export function createNotifier(): Notifier {
  const waiting = new Map<string, Set<(filed?: Filed) => void>>()
  return {
    notify(issueId, filed) {
      for (const go of waiting.get(issueId) ?? []) go(filed)
    },
    waitFor(issueId, ms) {
      return new Promise((resolve) => {
        const waiters = waiting.get(issueId) ?? new Set()
        waiting.set(issueId, waiters)
        const go = (filed?: Filed) => {
          clearTimeout(timer)
          waiters.delete(go)
          if (waiters.size === 0) waiting.delete(issueId)
          resolve(filed)
        }
        const timer = setTimeout(go, ms)
        waiters.add(go)
      })
    },
  }
}
