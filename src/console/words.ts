import { address } from '../ui/address.ts'

/** What each state of a job means, and what a person can do. */
export const stateWords = {
  failed: 'Refused for good. Mend the cause, then retry; or give it up.',
  waiting: 'Waits for its time, or for an earlier job of its finding. It goes on by itself.',
  ready: 'May start now: the next free place is its own, unless its account is paused.',
  running: 'Is being tried right now.',
  done: 'Is over. Nothing is left to do.',
} as const

/** How an attempt ended, in plain words. */
export const outcomeWords: Readonly<Record<string, string>> = {
  done: 'Worked',
  unauthorized: 'Log-in refused',
  forbidden: 'Access refused',
  missing: 'Not found',
  rejected: 'Content refused',
  limited: 'Too fast',
  unavailable: 'No answer',
  bug: 'Fault in Lockstep',
}

/** The page of a finding. */
export function findingPath(id: string): string {
  return `/admin/findings/${encodeURIComponent(id)}`
}

/** The page of a message in the inbox. */
export function messagePath(id: string): string {
  return `/admin/inbox/${encodeURIComponent(id)}`
}

/** The page of a job. */
export function jobPath(id: string): string {
  return `/admin/jobs/${encodeURIComponent(id)}`
}

/** The list of jobs of an account in a state. */
export function jobsPath(state: string, account: string): string {
  return address('/admin/jobs', { state, account })
}
