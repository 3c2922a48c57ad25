import { address } from '../ui/address.ts'

const kinds: Readonly<Record<string, string>> = {
  create: 'File the issue',
  update: 'Update the issue',
  comment: 'Add a comment',
  attach: 'Attach a file',
  refresh: 'Read the issue again',
  push: 'Report to the scanner',
  fetch: 'Fetch findings',
  poll: 'Ask what changed',
  check: 'Check a pause',
  redeliver: 'Ask for missed webhooks',
  purge: 'Delete old rows',
  'file-waiting': 'File what waited for a route',
}

/** A kind of job in plain words. */
export function kindWords(kind: string): string {
  return kinds[kind] ?? kind
}

/** The kinds of jobs that a list can be narrowed to. */
export const kindNames = Object.keys(kinds)

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
