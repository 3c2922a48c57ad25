import type { Bell } from '../deps.ts'

/** A bell for one process. Waiters that hear nothing go on after their time; a ring for nobody is forgotten. */
export function createBell(): Bell {
  const waiting = new Map<string, Set<() => void>>()
  return {
    ring(issueId) {
      for (const go of waiting.get(issueId) ?? []) go()
    },
    heard(issueId, ms) {
      return new Promise((resolve) => {
        const waiters = waiting.get(issueId) ?? new Set()
        waiting.set(issueId, waiters)
        const go = () => {
          clearTimeout(timer)
          waiters.delete(go)
          if (waiters.size === 0) waiting.delete(issueId)
          resolve()
        }
        const timer = setTimeout(go, ms)
        waiters.add(go)
      })
    },
  }
}
