import { address } from '../ui/address.ts'

/** What each state of a job means, and what a person can do. */
export const stateWords = {
  failed: 'A failed job was refused for good. Mend the cause, then retry the job or give it up.',
  waiting:
    'A waiting job waits for its time, or for an earlier job of its finding. It goes on by itself.',
  ready: 'A ready job starts when its account has a free slot and is not paused.',
  running: 'A running job is being tried right now.',
  done: 'A done job is over. Nothing is left to do.',
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
