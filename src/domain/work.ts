import type { Finding, Person, Severity } from './finding.ts'
import type { State } from './issue.ts'

/** A value that a finding had, and has now. */
export interface Change<T> {
  readonly was: T
  readonly now: T
}

/** What an update changes. Each change is a job of its own, so that a refused change holds back no other. */
export interface QueuedChange {
  readonly state?: State
  /** States of earlier updates, replaced by this one, that the tracker may have taken nevertheless. */
  readonly tried?: readonly State[]
  readonly title?: Change<string>
  readonly body?: Change<string>
  readonly addLabels?: readonly string[]
  readonly removeLabels?: readonly string[]
  readonly severity?: { readonly was: Severity | null; readonly now: Severity }
  /** As the scanner named them: the tracker's user, and whom we assigned before, are looked up when the job runs. */
  readonly assignee?: Person
  readonly dueDate?: Change<string>
}

/** Work about an issue: a job's kind and payload. */
export type IssueWork =
  | { readonly kind: 'create'; readonly payload: Record<string, never> }
  | { readonly kind: 'update'; readonly payload: QueuedChange }
  | { readonly kind: 'comment'; readonly payload: { readonly comment: string } }
  | { readonly kind: 'attach'; readonly payload: { readonly attachment: string } }
  | { readonly kind: 'refresh'; readonly payload: { readonly deletion?: boolean } }
  | { readonly kind: 'push'; readonly payload: SourceChange }

/** What became of a finding in its tracker, for its scanner. What is absent is as it was. */
export interface SourceChange {
  readonly state?: State
  readonly comment?: string
  /** Where the issue is. */
  readonly link?: string
}

const hour = 3_600_000
const steps: Record<Severity, { readonly priority: number; readonly delayMs: number }> = {
  critical: { priority: 0, delayMs: 0 },
  high: { priority: 1, delayMs: 6 * hour },
  medium: { priority: 2, delayMs: 12 * hour },
  low: { priority: 3, delayMs: 24 * hour },
  info: { priority: 4, delayMs: 36 * hour },
}

/**
 * When a job's turn comes: urgent findings go first, and a job overtakes more urgent ones as it gets older (aging), so that
 * none starves. A finding without a severity counts as medium.
 */
export function urgencyOf({ severity }: Pick<Finding, 'severity'>, now: number) {
  const { priority, delayMs } = steps[severity ?? 'medium']
  return { priority, rank: now + delayMs }
}
