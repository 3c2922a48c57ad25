import type { Clock, TestBridge } from '../../../support/bridge.ts'
import type { MemoryGithub, Trouble } from '../../../support/memory-github.ts'
import type { Jira } from '../../../trackers/jira/jira.ts'

/** Whom an operator's day is about. */
export interface Day {
  readonly github: MemoryGithub
  readonly jira: Jira
  readonly clock: Clock
  /** The Lockstep that runs now. */
  bridge(): TestBridge
  /** Stops Lockstep and starts it on the same store with these settings or routes. */
  restart(change: { env?: Record<string, string>; routes?: string }): Promise<void>
  /** What every request to Jira meets from now on; null for nothing. */
  meetJira(trouble: (() => Response) | null): void
}

/** Something that goes wrong. */
export interface Incident {
  readonly name: string
  readonly env?: Record<string, string>
  readonly routes?: string
  /** Whether findings go to Jira, not to GitHub. */
  readonly toJira?: true
  readonly begins: (day: Day) => unknown
  /** What comes in; a finding of Kondukto's if it is not said. */
  readonly arrives?: (day: Day) => Promise<unknown>
  /** A finding was filed before it. */
  readonly wellBefore?: true
  readonly minutes?: number
  /** Minutes until Lockstep tries again by itself. */
  readonly later?: number
  readonly says: Said
  /** What a person does: two steps at the most. */
  readonly mend: readonly ((day: Day) => unknown)[]
  /** Issues that are there once it is mended. */
  readonly issues: number
}

/** What each part says; null for nothing. */
interface Said {
  readonly ready: RegExp | null
  readonly log: RegExp
  readonly alert: RegExp | null
  /** The remedy of a line of `lockstep check`. */
  readonly remedy: RegExp | null
  readonly console: RegExp | null
}

/** Refuses what GitHub is asked so. */
export function atGithub(trouble: Trouble): Incident['begins'] {
  return ({ github }) => github.meet(trouble)
}

/** The tracker is as it was. */
export function githubMended({ github }: Day): void {
  github.meet(() => null)
}

/** Presses the button that runs again whatever failed. */
export function retry({ bridge }: Day): Promise<Response> {
  return bridge().admin('/admin/jobs/redrive', { method: 'POST' })
}
