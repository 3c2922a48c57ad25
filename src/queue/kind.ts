import type { ZodType } from 'zod'
import type { Statement } from '../../db/store.ts'
import type { Issue } from '../../db/tables/issues.ts'
import type { Job } from '../../db/tables/queue/jobs.ts'
import type { Deps, Filed } from '../deps.ts'

/** Whom an account belongs to; `own` is Lockstep's. */
export type AccountType = 'tracker' | 'scanner' | 'own'

/** A kind of job: one file in src/jobs and one line in its list. The queue itself knows no kind. */
export interface JobKind<P = unknown> {
  /** Stored with every job; never changed. */
  readonly kind: string
  readonly payload: ZodType<P>
  /** Which accounts have such jobs: a Worker reserves calls for those alone. */
  readonly of: readonly AccountType[]
  /** Whether the account's pace and concurrency apply: it writes, or belongs in the order of an issue's writes. */
  readonly paced: boolean
  /** The most calls that one attempt makes, to trackers, scanners and the store, besides what the runner needs. */
  readonly maxCalls: number
  /** Recurring work: milliseconds until it runs again, after success and failure alike. It is never given up. */
  readonly everyMs?: (deps: Deps) => number
  /** Does the work once and returns what to record. Writes nothing to the store itself. Throws TrackerError. */
  run(deps: Deps, attempt: Attempt<P>): Promise<Result>
  /** Deletes what a job that is done and recorded needs no more. */
  cleanup?(deps: Deps, payload: P): Promise<void>
}

/** One try at a claimed job. All its calls share one deadline, which `signal` stands for: half of the lease. */
export interface Attempt<P> {
  readonly job: Job
  /** The job's issue, as it was when the job was claimed; null if it has none. */
  readonly issue: Issue | null
  readonly payload: P
  readonly signal: AbortSignal
}

/** What came of an attempt that worked. */
export interface Result {
  /** Written together with the attempt, or not at all. A function is called again after each conflict. */
  readonly record?: readonly Statement[] | (() => Promise<readonly Statement[]>)
  /** Keeps the job: it runs again at `dueAt` (epoch milliseconds), with this payload if one is given. */
  readonly again?: { readonly dueAt?: number; readonly payload?: object }
  /** Ends a recurring job. */
  readonly over?: true
  /** Keeps the payload of a job that is done: the next run of a named job may need it. */
  readonly keep?: object
  /** Where the tracker has the issue, if it was filed by this attempt: whoever waits for that reads nothing more. */
  readonly filed?: Filed
  /** An optional part was refused for good, in the tracker's words: recorded, and nothing waits for it. */
  readonly note?: string
}

/** Declares a kind; only gives the payload its type. */
export function defineJob<P>(kind: JobKind<P>): JobKind<P> {
  return kind
}

/** All kinds of job, by name. */
export type Kinds = ReadonlyMap<string, JobKind>

/** The most calls that an attempt of such an account makes. */
export function mostCalls(kinds: Kinds, type: AccountType, paced: boolean): number {
  const calls = [...kinds.values()].filter((kind) => kind.paced === paced && kind.of.includes(type))
  return Math.max(0, ...calls.map(({ maxCalls }) => maxCalls))
}
