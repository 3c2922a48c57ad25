import type { AdapterContext, Memory } from '../../../src/platform/adapter.ts'

/** What an adapter is opened with in tests: the real network and clock, a memory of its own, no store. */
export function contextOf(own: Partial<AdapterContext> = {}): AdapterContext {
  return {
    ...{ fetch, now: Date.now, warn() {}, memory: openMemory(), store: null },
    eventsUrl: 'https://lockstep.example/events',
    ...own,
  }
}

/** A memory that starts empty, and `forget`, for tests that share an opened connector. */
export function openMemory(): Memory & { forget(): void } {
  const facts = new Map<string, string>()
  return {
    recall: async (key) => facts.get(key) ?? null,
    keep: async (key, value) => void facts.set(key, value),
    forget: () => facts.clear(),
  }
}
