import { AsyncLocalStorage } from 'node:async_hooks'
import type { Deps, Notifier } from './deps.ts'
import type { createBudget } from './platform/budget.ts'

/**
 * What belongs to one event of a Worker. Its isolate serves several at a time with all else that it has opened once, and no
 * promise of one may be awaited by another.
 */
export interface Event {
  readonly budget: ReturnType<typeof createBudget>
  readonly notifier: Notifier
  wake(account?: string): void
  readonly writeAndWake: Deps['writeAndWake']
}

const events = new AsyncLocalStorage<Event>()

/** Runs `work`, and all that comes of it, as part of an event. */
export function inEvent<T>(event: Event, work: () => T): T {
  return events.run(event, work)
}

/** The event that is being served. */
export function eventNow(): Event {
  const event = events.getStore()
  if (!event) throw new Error('no event is being served')
  return event
}
