import type { Reason, State } from '../../../src/domain/issue.ts'

/** What a finding's issue should be like, here and in its tracker. */
export interface Expected extends State {
  by: 'scanner' | 'person'
  status: State['status']
  reason: Reason | null
  /** Whether Lockstep has said that it leaves a person's decision alone. */
  explained: boolean
  /** Comments in which Lockstep explains itself. */
  explanations: number
  /** Comments of people, by the order in which they were made; null once deleted. */
  readonly human: (string | null)[]
}

/** All that is expected, by the findings' order. */
export type Model = Expected[]

/** What each deed does to an issue: the lifecycle as README describes it, written a second time and plainly. */
export interface Rules {
  /** The scanner reports the finding again, as an issue manager's client does. */
  reportOpen(issue: Expected): void
  reportFixed(issue: Expected): void
  /** The scanner sets the status. */
  set(issue: Expected, status: State['status']): void
  personCloses(issue: Expected, reason: Reason): void
  personReopens(issue: Expected): void
}

/** A finding that has just been filed. */
export function filed(): Expected {
  const nothing = { human: [], explanations: 0, explained: false }
  return { status: 'open', reason: null, by: 'scanner', ...nothing }
}

export const rules: Rules = {
  reportOpen(issue) {
    if (issue.status === 'open') return
    if (issue.by === 'person' && issue.reason !== 'completed') return leave(issue)
    turn(issue, { status: 'open', reason: null }, 'scanner')
    issue.explanations += 1
  },
  reportFixed(issue) {
    if (issue.status === 'closed') return
    turn(issue, { status: 'closed', reason: 'completed' }, 'scanner')
    issue.explanations += 1
  },
  set(issue, status) {
    if (issue.status === status) return
    turn(issue, { status, reason: status === 'closed' ? 'completed' : null }, 'scanner')
  },
  personCloses(issue, reason) {
    if (issue.status === 'open') turn(issue, { status: 'closed', reason }, 'person')
  },
  personReopens(issue) {
    if (issue.status === 'closed') turn(issue, { status: 'open', reason: null }, 'person')
  },
}

function turn(issue: Expected, state: State, by: Expected['by']): void {
  Object.assign(issue, state, { by, explained: false })
}

/** Once for each closing. */
function leave(issue: Expected): void {
  if (!issue.explained) issue.explanations += 1
  issue.explained = true
}
