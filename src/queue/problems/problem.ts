/** Something that keeps findings from their trackers, and what a person can do about it. */
export interface Problem {
  /** The same as long as it is the same problem, such as `paused github`. */
  readonly id: string
  readonly what:
    | 'secret-missing'
    | 'account-paused'
    | 'destination-paused'
    | 'jobs-failed'
    | 'polls-failing'
    | 'jobs-overdue'
    | 'not-set-up'
  readonly title: string
  /** In the tracker's words, if it is the tracker that refuses. */
  readonly cause: string
  readonly remedy: string
  /** Epoch milliseconds; null if it is not known. */
  readonly since: number | null
  /** Findings that wait because of it, or jobs that failed or are late; 1,000 stands for more. */
  readonly waiting: number
  /** When Lockstep tries again by itself; null if it does not. */
  readonly nextTry: number | null
  readonly account: string | null
  readonly destination: string | null
}

/** What a problem has that says nothing of time, number or place. */
export const plain = {
  ...{ since: null, waiting: 0, nextTry: null, account: null, destination: null },
}

/** The problem in one line, for programs and messages: what, since when, why, what waits, and what to do. */
export function inOneLine({
  title,
  since,
  cause,
  waiting,
  nextTry,
  what,
  remedy,
}: Problem): string {
  const when = since === null || since <= 0 ? '' : ` since ${timeOf(since)}`
  const waits = what.endsWith('-paused') && waiting > 0 ? `${waitWords(waiting)}.` : ''
  const next = nextTry === null ? '' : `Next try at ${timeOf(nextTry)}.`
  return [`${title}${when}: ${sentence(cause)}`, waits, next, remedy].filter(Boolean).join(' ')
}

/** `1 job`, `2 jobs`, `over 1,000 jobs`: a count that ends at 1,000. */
export function counted(count: number, one: string, many = `${one}s`): string {
  if (count >= 1000) return `over 1,000 ${many}`
  return `${count} ${count === 1 ? one : many}`
}

/** How many findings wait, such as `2 findings wait`. */
export function waitWords(count: number): string {
  const words = counted(count, 'finding')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} ${count === 1 ? 'waits' : 'wait'}`
}

function timeOf(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** A tracker's words end as they like. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
